"""drop_words(): what would happen to a file that is dragged over the window."""

from __future__ import annotations

from pathlib import Path

from core.models.file_types import MEANT_AS_MODELS
from desktop.system.words import mark

NO_DROP = mark("This cannot be used here")
_VIDEOS = "3g2 3gp asf avi dv flv gif m2ts m2v m4v mkv mov mp4 mpeg mpg mts mxf ogv ts vob webm wmv"
_PICTURES = "avif bmp heic heif jfif jpeg jpg jxl png tif tiff webp"
_NEVER = "csv deb doc docx exe flac htm html m4a md mp3 msi odt ogg pdf py txt wav xls xlsx"


def drop_words(path: Path | None) -> str:
    """By the name alone: a drag does not wait for a disk."""
    if path is None:
        return NO_DROP
    if path.suffix.lower() in MEANT_AS_MODELS:
        return mark("Drop to add this model and draw with it")
    if _is_one_of(_VIDEOS, path):
        return mark("Drop to open this video")
    if is_picture(path):
        return mark("Drop to open this picture")
    if _is_one_of(_NEVER, path):
        return NO_DROP
    return mark("Drop to try to open this")


def is_picture(path: Path) -> bool:
    return _is_one_of(_PICTURES, path)


def _is_one_of(suffixes: str, path: Path) -> bool:
    return path.suffix.lower().removeprefix(".") in suffixes.split()
