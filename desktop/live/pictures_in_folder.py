"""The pictures of a folder, in the order in which people count. Reads names only."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import InputError
from core.media.image_kinds import is_image
from core.models.file_types import MODEL_SUFFIXES


def holds_pictures(folder: Path) -> bool:
    """Whether it is a folder of pictures, and not a model. Blocks.

    Raises:
        InputError: it cannot be read.
    """
    if not folder.is_dir():
        return False
    names = _names_in(folder)
    return not any(path.suffix.lower() in MODEL_SUFFIXES for path in names) and any(map(is_image, names))


def pictures_in(folder: Path) -> list[Path]:
    """Its pictures by name, as people count. Blocks.

    Raises:
        InputError: it cannot be read, or there are none.
    """
    found = [path for path in _names_in(folder) if is_image(path)]
    if not found:
        raise InputError(f"There is no picture in {folder}.", hint="Choose another folder.")
    return sorted(found, key=_counted)


def _names_in(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be read.", hint="Choose another one.") from error


def _counted(path: Path) -> list[tuple[int, str]]:
    """2 comes before 10."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
