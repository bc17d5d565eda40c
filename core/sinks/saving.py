"""From the file of a recording to a finished clip: rewritten, checked, put in place; or kept as it is, and named."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from av.error import FFmpegError

from core.atomic_write import PRIVATE, create_partial, put_in_unused_place
from core.errors import NoSpace, WriteError
from core.media.clip_check import ClipFacts, check_clip
from core.media.defragment import defragment
from core.sinks.part_file import PartFile
from core.write_errors import writing


@dataclass(frozen=True, slots=True)
class SavedClip:
    """A clip that was put in place.

    Attributes:
        path: of the clip.
        facts: as read back from it.
        damaged: places of the recording that could not be read; what they held is not in the clip.
    """

    path: Path
    facts: ClipFacts
    damaged: int


def save_clip(part: PartFile, clip: Path) -> SavedClip:
    """Write the ordinary MP4 of what is whole, check it and put it in place. The recording stays as it is. Blocks.

    Args:
        part: the recording.
        clip: where the clip shall lie; numbered when the name is taken.

    Raises:
        NoSpace: the disk is full.
        WriteError: it cannot be written, or nothing in the recording can be played.
    """
    with writing(clip, FFmpegError):
        contents = part.contents()
        if not contents.runs:
            raise WriteError(f"Nothing in the recording of {clip.name} can be played.")
        partial = create_partial(clip, mode=PRIVATE)
        try:
            defragment(part.file, contents, partial)
            facts = check_clip(partial)
            return SavedClip(put_in_unused_place(partial, clip), facts, contents.damaged)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def save_somehow(part: PartFile, clip: Path, reason: WriteError | None = None) -> SavedClip:
    """Save what can be reached of a recording, the best way that works, and free the recording's own file.

    Args:
        part: the recording; closed when this returns.
        clip: where the clip was to lie; it may come to lie elsewhere.
        reason: why the ordinary way may not work; on a full disk it is not tried.

    Raises:
        WriteError: no way works; the recording stays as it is.
    """
    place = part.place()
    if place is None:  # its folder was deleted or unmounted, but the file is still open
        return _save_elsewhere(part, clip)
    clip = place.with_name(clip.name)
    if not isinstance(reason, NoSpace):
        with suppress(WriteError):
            saved = save_clip(part, clip)
            release(part, saved)
            return saved
    return _keep_fragments(part, clip)


def release(part: PartFile, saved: SavedClip) -> Path | None:
    """Delete a recording of which everything is in the clip; keep one that is damaged, under a name of its own.

    Returns:
        Where a damaged one is kept.
    """
    if saved.damaged:
        return part.set_aside()
    part.remove()
    return None


def _keep_fragments(part: PartFile, clip: Path) -> SavedClip:
    """Give the recording itself the clip's name: it plays, and takes no further place."""
    with writing(clip, FFmpegError):
        contents = part.contents()
        if contents.runs:
            part.cut(contents.end)
        place = part.place() or clip
        facts = check_clip(place)
        part.close()
        return SavedClip(put_in_unused_place(place, clip), facts, contents.damaged)


def _save_elsewhere(part: PartFile, clip: Path) -> SavedClip:
    failure: WriteError | None = None
    for folder in (clip.parent, Path.home()):
        try:
            with writing(clip):
                folder.mkdir(parents=True, exist_ok=True)
            saved = save_clip(part, folder / clip.name)
        except WriteError as error:
            failure = failure or error
            continue
        part.close()
        return saved
    raise failure or WriteError(f"{clip} cannot be saved.")
