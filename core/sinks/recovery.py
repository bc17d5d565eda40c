"""Recordings that a program left when it was killed, and the clips that are made of them."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from av.error import FFmpegError

from core.atomic_write import partials_of
from core.errors import InputError, NoSpace, WriteError
from core.media.defragment import frames
from core.sinks.part_file import SUFFIX, PartFile
from core.sinks.saving import SavedClip, release, save_clip, save_somehow
from core.write_errors import writing

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that can be recovered.

    Attributes:
        part: its file.
        duration_s: from its first frame to its last one.
    """

    part: Path
    duration_s: float

    @property
    def clip(self) -> Path:
        """Where the clip shall lie."""
        return self.part.with_suffix("")


def find_unfinished(folder: Path) -> list[Unfinished]:
    """The recordings in a folder, the oldest name first. Blocks: reads all of them.

    One that is being recorded just now, and files of other programs, are left out.

    Raises:
        InputError: there is no such folder, or it may not be read.
    """
    try:
        parts = sorted(path for path in folder.iterdir() if _may_hold_frames(path))
    except OSError as error:
        reason = str(error.strerror).lower()
        raise InputError(f"The folder {folder} cannot be read: {reason}.", hint="Check the path.") from error
    return [found for path in parts if (found := _looked_into(path)) is not None]


def recover(part: Path) -> SavedClip:
    """Make the clip of a recording; its own file is deleted once everything in it is in the clip. Blocks.

    Raises:
        InputError: it is being recorded, or cannot be opened.
        WriteError: the clip cannot be written, or nothing in the recording can be played; it stays as it is.
    """
    clip = part.with_suffix("")
    with _opened(part) as file, writing(clip):
        try:
            saved = save_clip(file, clip)
        except NoSpace as error:
            return save_somehow(file, clip, error)
        release(file, saved)
        for attempt in partials_of(clip):  # of a program that was killed while it saved
            attempt.unlink(missing_ok=True)
        return saved


def _may_hold_frames(path: Path) -> bool:
    """By its name and size: an empty one may be another program's that is just beginning, and is not touched."""
    return path.name.endswith(f".mp4{SUFFIX}") and path.is_file() and path.stat().st_size > 0


@contextmanager
def _opened(path: Path) -> Generator[PartFile]:
    try:
        part = PartFile.open(path)
    except BlockingIOError as error:
        raise InputError(f"{path} is being recorded.", hint="Stop the recording first.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {str(error.strerror).lower()}.", hint="Check the path.") from error
    try:
        yield part
    finally:
        part.close()


def _looked_into(path: Path) -> Unfinished | None:
    try:
        with _opened(path) as part:
            times_s = [float((packet.pts or 0) * packet.time_base) for packet in frames(part.file, part.contents())]
    except (InputError, WriteError, FFmpegError, OSError) as error:
        _log.info("%s is left alone: %s", path.name, error)
        return None
    return Unfinished(path, times_s[-1] - times_s[0]) if times_s else None
