"""What a person does with their own models: gives them names, packs them to share, removes them and takes that back."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from core.atomic_write import PARTIAL_FOLDER_SUFFIX, SHARED, atomic_file, unused_path
from core.errors import InputError
from core.models.library import InstalledModel
from core.models.manifest import MANIFEST_NAME, ModelManifest, write_manifest
from core.write_errors import writing

_CARD = "card.md"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A removed model that can come back; what is left of it goes a day later, when models are added.

    Attributes:
        title: of the model.
        folder: where it was.
        kept: where it is now, hidden.
    """

    title: str
    folder: Path
    kept: Path

    def restore(self) -> None:
        """Put it back.

        Raises:
            WriteError: another model has its place, or the folder cannot be written.
        """
        with writing(self.folder):
            self.kept.rename(self.folder)


def set_aside(model: InstalledModel) -> SetAside:
    """Remove one of the person's own models, so that it can be put back.

    Raises:
        InputError: it came with the program.
        WriteError: it cannot be moved.
    """
    _require_own(model)
    kept = unused_path(model.folder.with_name(f".{model.folder.name}-removed{PARTIAL_FOLDER_SUFFIX}"))
    with writing(model.folder):
        model.folder.rename(kept)
    return SetAside(model.manifest.title, model.folder, kept)


def rename_model(model: InstalledModel, title: str) -> InstalledModel:
    """Give one of the person's own models another title; its id stays.

    Raises:
        InputError: it came with the program, or the title is none.
        WriteError: the manifest cannot be written.
    """
    _require_own(model)
    try:
        renamed = ModelManifest.model_validate(model.manifest.model_dump() | {"title": title.strip()})
    except ValidationError as error:
        raise InputError("A model's name has 1 to 80 characters in one line.") from error
    with writing(model.folder):
        write_manifest(renamed, model.folder)
    return InstalledModel(renamed, model.folder, bundled=False)


def pack_model(model: InstalledModel, path: Path) -> None:
    """Write what the manifest names, the manifest and the card into one file, which opens on any computer.

    Args:
        model: any.
        path: of the .toonclip file; one that exists is replaced.

    Raises:
        WriteError: it cannot be written.
    """
    names = [MANIFEST_NAME, _CARD, *model.manifest.names()]
    with (
        writing(path),
        atomic_file(path, mode=SHARED) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in names:
            whole = model.folder / name
            for member in sorted(whole.rglob("*")) if whole.is_dir() else (whole,):
                inside = member.relative_to(model.folder).as_posix()
                if model.file(inside) is not None:
                    packed.write(member, inside)


def _require_own(model: InstalledModel) -> None:
    if model.bundled:
        raise InputError(
            f"{model.manifest.title} came with the program and stays as it is.",
            hint="Only models that you added can be changed or removed.",
        )
