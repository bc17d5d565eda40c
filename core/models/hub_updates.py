"""find_update(): whether the hub has another version of a model than was fetched. Asks, and fetches nothing."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass

from core.models.hub import HubOrigin
from core.models.hub_record import read_hub_record
from core.models.install import manifest_content
from core.models.library import InstalledModel
from core.models.manifest import MANIFEST_NAME, ModelManifest, parse_manifest
from core.models.origins import MemberMissing


@dataclass(frozen=True, slots=True)
class ModelUpdate:
    """What would be fetched.

    Attributes:
        model: as it is installed.
        address: to install from.
        version: of what is there now.
        size_bytes: of its files together, as the hub announces them.
    """

    model: InstalledModel
    address: str
    version: str
    size_bytes: int


def find_update(model: InstalledModel) -> ModelUpdate | None:
    """Ask the hub; None where the model did not come from there, or is as it is there. Blocks; not for the GUI thread.

    A model whose address named a revision stays at it.

    Raises:
        ModelError: the hub cannot be reached, or what it has now is no model.
    """
    record = read_hub_record(model.folder)
    if record is None:
        return None
    with closing(HubOrigin(record.address)) as hub:
        content = manifest_content(hub)
        if record.is_of(content):
            return None
        manifest = parse_manifest(content, f"{MANIFEST_NAME} of {hub.name}")
        if manifest.id != model.manifest.id:  # another model has taken its place
            return None
        return ModelUpdate(model, record.address, manifest.version, _size(hub, manifest))


def _size(hub: HubOrigin, manifest: ModelManifest) -> int:
    size = 0
    for name in dict.fromkeys(manifest.names()):
        for member in hub.members(name):
            with suppress(MemberMissing), hub.read(member) as content:
                size += content.size or 0
    return size
