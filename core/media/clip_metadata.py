"""What a video file says of itself beside its pictures: when, where and by whom it was made, its title and chapters."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from av.container import InputContainer, OutputContainer

if TYPE_CHECKING:  # it exists for the type checker alone
    from av.container.core import Chapter

_MILLISECOND = Fraction(1, 1000)
_KEPT = (
    "title", "artist", "album", "album_artist", "composer", "genre", "date", "creation_time", "location", "comment",
    "description", "synopsis", "copyright", "show", "episode_id", "network", "lyrics", "keywords", "rating",
)  # fmt: skip
_APPLE = {
    "com.apple.quicktime.location.iso6709": "location",
    "com.apple.quicktime.creationdate": "date",
    "com.apple.quicktime.title": "title",
    "com.apple.quicktime.description": "description",
    "com.apple.quicktime.author": "artist",
    "com.apple.quicktime.artist": "artist",
    "com.apple.quicktime.comment": "comment",
    "com.apple.quicktime.copyright": "copyright",
    "com.apple.quicktime.keywords": "keywords",
    "location-eng": "location",
    "year": "date",
}


def copy_metadata(source: InputContainer, target: OutputContainer, *, start_s: float) -> None:
    """Copy it into an MP4 that nothing was muxed into yet; `start_s` of the source becomes its 0."""
    found: dict[str, str] = {}
    for key, value in source.metadata.items():
        name = _APPLE.get(key.lower(), key.lower())
        if name in _KEPT and value.strip():
            found.setdefault(name, value)
    target.metadata.update(found)
    chapters = [_moved(chapter, start_s) for chapter in source.chapters()]
    if chapters:
        target.set_chapters([chapter for chapter in chapters if chapter["end"] > chapter["start"]])


def _moved(chapter: Chapter, start_s: float) -> Chapter:
    tick = chapter["time_base"] or _MILLISECOND
    start, end = (
        max(0, round((time * tick - Fraction(start_s)) / _MILLISECOND)) for time in (chapter["start"], chapter["end"])
    )
    return {**chapter, "start": start, "end": end, "time_base": _MILLISECOND}
