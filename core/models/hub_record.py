"""HubRecord: where on the hub a model came from, kept beside it, so that a newer one is found there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from core.atomic_write import atomic_file
from core.models.manifest import HUB_RECORD_NAME, MANIFEST_LIMIT_BYTES, Sha256
from core.models.record import Line, Record
from core.regular_file import read_regular


class HubRecord(Record):
    """What was fetched.

    Attributes:
        address: hf://OWNER/NAME.
        title: as it was published; the person may have given another one.
        manifest_sha256: of the manifest as it was published, which holds the hashes of all other files.
    """

    address: Line
    title: Line
    manifest_sha256: Sha256

    def is_of(self, manifest: bytes) -> bool:
        return self.manifest_sha256 == hashlib.sha256(manifest).hexdigest()


def read_hub_record(folder: Path) -> HubRecord | None:
    """The record of a model folder; None when there is none that can be read."""
    try:
        return HubRecord.model_validate_json(read_regular(folder / HUB_RECORD_NAME, limit_bytes=MANIFEST_LIMIT_BYTES))
    except (OSError, ValueError):
        return None


def write_hub_record(folder: Path, address: str, title: str, manifest: bytes) -> None:
    """Raises OSError when it cannot be written."""
    record = HubRecord(address=address, title=title, manifest_sha256=hashlib.sha256(manifest).hexdigest())
    with atomic_file(folder / HUB_RECORD_NAME) as partial:
        partial.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
