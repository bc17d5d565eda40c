"""A shelf to install models on, and the ways a model comes to it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from core.foreign.opening import OpeningLibrary
from core.models.install import Installation, install_model, remove_model
from support.hub_stand_in import HubStandIn

REPO = "hf://someone/tiny"


class Shelf:
    """A bundled and a person's models folder."""

    def __init__(self, root: Path) -> None:
        self.bundled, self.own = root / "bundled", root / "own"
        self.library = OpeningLibrary(self.bundled, self.own)

    def add(self, source: object, **options: object) -> Installation:
        return install_model(str(source), self.library, **options)  # type: ignore[arg-type]

    def remove(self, model_id: str) -> Path:
        return remove_model(model_id, self.library)

    def contents(self) -> dict[str, bytes]:
        """Every file in the person's folder, hidden ones too."""
        found = self.own.rglob("*") if self.own.exists() else ()
        return {path.relative_to(self.own).as_posix(): path.read_bytes() for path in found if path.is_file()}


def packed(folder: Path, path: Path, *, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(folder.rglob("*")):
            archive.write(member, prefix + member.relative_to(folder).as_posix())
    return path


def source_of(kind: str, folder: Path, hub: HubStandIn) -> str:
    match kind:
        case "folder":
            return str(folder)
        case "zip":
            return str(packed(folder, folder.parent / "model.zip"))
        case "zip in a folder":
            return str(packed(folder, folder.parent / "Model.ZIP", prefix="tiny-main/"))
        case "toonclip":
            return str(packed(folder, folder.parent / "model.toonclip"))
        case _:
            hub.add_folder("someone/tiny", folder)
            return REPO


KINDS = ["folder", "zip", "zip in a folder", "toonclip", "hub"]
