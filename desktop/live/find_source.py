"""find_source(): what the command line calls a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.errors import SourceFormatRefused, SourceNotFound
from desktop.live.source_choice import (
    SAMPLE,
    SYNTHETIC,
    SourceChoice,
    camera_choice,
    clip_choice,
    file_choice,
    given_choice,
)

_LONGEST_NUMBER = 3  # of a camera


def find_source(wanted: str) -> SourceChoice:
    """What `--source` means: a camera's number, `sample`, `synthetic`, a file, or a folder of pictures. Blocks.

    Raises:
        AppError: there is none, or it shows nothing.
    """
    if wanted.isdecimal() and len(wanted) <= _LONGEST_NUMBER:
        from core.sources.discovery import find_camera

        return camera_choice(find_camera(int(wanted)))
    if wanted == SAMPLE:
        return clip_choice()
    if wanted == SYNTHETIC:
        from core.sources.synthetic import SyntheticSource

        return given_choice(SyntheticSource())
    path = Path(wanted)
    if _is(Path.is_dir, path):
        from desktop.live.pictures_in_folder import pictures_in

        return replace(file_choice(pictures_in(path.absolute())[0]), with_folder=True)
    if not _is(Path.is_file, path):
        raise SourceNotFound(
            f"There is no source “{wanted}”.",
            hint="Name a video or picture, a folder of pictures, `sample`, `synthetic`, or a camera's number from "
            "`toonclip cameras`.",
        )
    _require_source(path)
    return file_choice(path)


def _require_source(path: Path) -> None:
    """Complain about a file that shows nothing before anything is opened for it."""
    from core.media.image_kinds import holds_image, unread_kind
    from core.media.reading import open_video

    kind = unread_kind(path)
    if kind is not None:
        raise SourceFormatRefused(f"{path} is {kind.one}.", hint=kind.hint)
    if not holds_image(path):
        with open_video(path):
            pass


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    try:
        return kind(path)
    except OSError:  # a name too long, a folder that may not be entered
        return False
