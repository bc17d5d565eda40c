"""Folders of images: which there are, which are held out, and how one is read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pillow_heif
from PIL import Image, UnidentifiedImageError

from core.errors import InputError
from training.errors import DataInvalid

LISTING = "validation.txt"
READ = "JPEG, PNG, WebP, HEIC, AVIF, TIFF and BMP"
"""The formats, for a person."""
_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif", ".avif", ".tif", ".tiff"}
_HELD_OUT_SHARE = 0.1
_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")  # which Windows hides
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)  # of EXIF
# What Pillow raises over files that are truncated or are no images.
UNREADABLE = (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError)

pillow_heif.register_heif_opener(thumbnails=False)  # pyright: ignore[reportUnknownMemberType] - its options


@dataclass(frozen=True)
class Split:
    """File names, sorted: those that are trained on, those that are measured on, and listed ones that do not exist."""

    training: tuple[str, ...]
    validation: tuple[str, ...]
    unknown: tuple[str, ...]


def image_names(folder: Path) -> list[str]:
    """Names of the image files in a folder, sorted; hidden ones (a Mac's ._ files) are not images."""
    names = (path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    return sorted(name for name in names if not name.startswith("."))


def other_names(folder: Path) -> list[str]:
    """Names of all else that a person sees in a folder, sorted: of files and folders that are not read."""
    taken = {*image_names(folder), *_OF_THE_SYSTEM}
    names = (path.name for path in folder.iterdir() if path.name not in taken and path.name.lower() not in taken)
    return sorted(name for name in names if not name.startswith("."))


def images_of(folder: Path) -> list[Path]:
    """The image files of a folder that a person gave, sorted.

    Raises:
        DataInvalid: it does not exist, or holds none.
    """
    names = image_names(folder) if folder.is_dir() else []
    if not names:
        raise DataInvalid(f"There is no photograph in {folder}.", hint="Give --photos a folder of images.")
    return [folder / name for name in names]


def split(names: Sequence[str], listing: Path) -> Split:
    """Hold out the names that `listing` has, one a line; without that file about a tenth, drawn by their names.

    So every command splits a folder alike, and images that come later move none to the other side. A line may leave
    the ending out, or have another one.

    Raises:
        DataInvalid: the listing is not UTF-8.
    """
    held_out, unknown = _listed(names, _lines(listing)) if listing.is_file() else (_drawn(names), ())
    return Split(
        training=tuple(name for name in sorted(names) if name not in held_out),
        validation=tuple(name for name in sorted(names) if name in held_out),
        unknown=tuple(unknown),
    )


def _listed(names: Sequence[str], lines: Sequence[str]) -> tuple[set[str], list[str]]:
    """The names that lines of a listing mean, and the lines that mean none."""
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(Path(name).stem, []).append(name)
    meant = {
        line: [line] if line in names else by_stem.get(line, []) or by_stem.get(Path(line).stem, []) for line in lines
    }
    return {name for found in meant.values() for name in found}, sorted(line for line in meant if not meant[line])


def _drawn(names: Sequence[str]) -> set[str]:
    """About a tenth of the names: of one alone it is that one, of more never all."""
    drawn = sorted((_draw(name), name) for name in names)
    return {name for share, name in drawn[:-1] if share < _HELD_OUT_SHARE} or {name for _, name in drawn[:1]}


def _draw(name: str) -> float:
    """A number in 0..1 that is the name's own."""
    return int.from_bytes(sha256(os.fsencode(name)).digest()[:8]) / 2**64


def _lines(listing: Path) -> list[str]:
    try:
        lines = listing.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DataInvalid(f"{listing} is not UTF-8 text.", hint="Save it as UTF-8, one name a line.") from error
    return [line.strip() for line in lines if line.strip()]


def read_image(path: Path, *, draft_px: int) -> Image.Image:
    """Read an image as the app does: its colours in sRGB, mode "RGB", transparency over white, turned as its EXIF asks.

    Args:
        path: of the image.
        draft_px: a JPEG may be decoded smaller, but with no side below this.

    Raises:
        DataInvalid: the file is truncated or is no image.
    """
    from core.media.images import open_image  # FFmpeg and OpenCV come with it

    try:
        with open_image(path) as file:
            file.allow_smaller(draft_px)
            return Image.fromarray(file.content().over_white)
    except InputError as error:
        raise DataInvalid(error.message, hint="Replace the file, or remove it.") from error


def oriented_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of an opened image in px, with its EXIF orientation applied; nothing is decoded."""
    width, height = image.size
    try:
        orientation = Image.Image.getexif(image).get(_ORIENTATION)  # a PNG's own way decodes it all
    except SyntaxError:  # EXIF that is none
        orientation = None
    return (height, width) if orientation in _ON_ITS_SIDE else (width, height)
