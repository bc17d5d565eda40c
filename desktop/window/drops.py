"""drop_words(): what would happen to a file that is dragged over the window."""

from __future__ import annotations

from pathlib import Path

from core.media.image_kinds import IMAGE_SUFFIXES
from core.media.video_kinds import VIDEO_SUFFIXES
from core.models.file_types import MEANT_AS_MODELS
from desktop.system.words import mark

NO_DROP = mark("This cannot be used here")
_MOVING = (*VIDEO_SUFFIXES, ".gif")
_NEVER = "csv deb doc docx exe flac htm html m4a md mp3 msi odt ogg pdf py txt wav xls xlsx"


def drop_words(path: Path | None) -> str:
    """By the name alone: a drag does not wait for a disk."""
    if path is None:
        return NO_DROP
    suffix = path.suffix.lower()
    if suffix in MEANT_AS_MODELS:
        return mark("Drop to add this style and draw with it")
    if suffix in _MOVING:
        return mark("Drop to open this video")
    if suffix in IMAGE_SUFFIXES:
        return mark("Drop to open this picture")
    return NO_DROP if suffix and suffix.removeprefix(".") in _NEVER.split() else mark("Drop to try to open this")
