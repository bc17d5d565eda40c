"""convert_video(): every frame of a video through a painter into an H.264 MP4, its timing and sound kept."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from core.atomic_write import SHARED, create_partial, put_in_place, put_in_unused_place
from core.convert.part import Earlier, VideoPart, clean_up
from core.convert.video_writer import VideoWriter
from core.errors import SourceFormatRefused, WriteError
from core.file_lock import marked_as_used
from core.frame import RgbImage
from core.i420 import to_i420
from core.media.clip_check import ClipFacts, check_clip
from core.media.clip_metadata import copy_metadata
from core.media.clip_reader import ClipReader, TimedFrame
from core.media.frame_images import FrameImages
from core.media.moov_first import moov_first
from core.media.reading import open_video
from core.media.side_tracks import SideTracks
from core.write_errors import writing

Painter = Callable[[RgbImage], RgbImage]
"""Makes the output image of a frame: (H, W, 3) uint8 RGB to (H', W', 3); H' and W' depend on H and W only."""
Progress = Callable[[int, int | None], None]
"""Told how many frames are done, and of how many where that is known."""

_MISSING_END_S = 0.5


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """What a conversion keeps, replaces and goes on from.

    Attributes:
        keep_metadata: date, place, title, chapters and subtitles.
        replace_existing: a file in the place of the target; else the video is put beside it, and that is said.
        earlier: what to go on from; it is deleted once the video is there.
    """

    keep_metadata: bool = True
    replace_existing: bool = True
    earlier: Earlier = field(default_factory=Earlier)


_USUAL = VideoOptions()


@dataclass(frozen=True, slots=True)
class ConvertedVideo:
    """What came of a video.

    Attributes:
        path: where it lies; None when it was cancelled before the first frame.
        frames: in it.
        duration_s: of it.
        complete: False when it was cancelled: `path` is then NAME.partial.mp4.
        warnings: what a person should know about the input, one sentence each.
    """

    path: Path | None
    frames: int
    duration_s: float
    complete: bool
    warnings: tuple[str, ...]


def convert_video(
    source: Path,
    target: Path,
    paint: Painter,
    *,
    progress: Progress,
    cancelled: Callable[[], bool],
    options: VideoOptions = _USUAL,
) -> ConvertedVideo:
    """Convert every frame; `target` is put in place in one step, once it is complete and was checked. Blocks.

    What is done so far lies beside it as NAME.partial.mp4, which plays, also when the program is killed.

    Args:
        source: the video.
        target: an .mp4.
        paint: called for every frame, in their order.
        progress: called after every frame.
        cancelled: asked before every one.
        options: what to keep, replace and go on from.

    Raises:
        SourceError: the source is missing or no video.
        WriteError: the target cannot be written; nothing is left behind and an existing one stays.
        GenerateFailed: from the painter.
    """
    with open_video(source) as (clip, film):
        conversion = _Conversion(clip, film, paint, keep_metadata=options.keep_metadata)
        with writing(target):
            clean_up(target)
            part = VideoPart(target)
        try:
            with writing(target, FFmpegError):
                if not conversion.run(part, options.earlier, progress=progress, cancelled=cancelled):
                    return _kept(part, conversion)
                made = _finished(part, target, conversion, options)
            clean_up(target, options.earlier.mark)
            return made
        except KeyboardInterrupt:
            if conversion.plays:
                part.close()
            else:
                part.remove()
            raise
        except BaseException:
            part.remove()
            raise


def _kept(part: VideoPart, conversion: _Conversion) -> ConvertedVideo:
    """Of one that was cancelled."""
    if not conversion.frames:
        part.remove()
        return ConvertedVideo(None, 0, 0.0, complete=False, warnings=())
    part.close()
    facts = _checked(part.path, part.path, conversion.frames)
    return ConvertedVideo(part.path, facts.frames, facts.duration_s, complete=False, warnings=())


def _finished(part: VideoPart, target: Path, conversion: _Conversion, options: VideoOptions) -> ConvertedVideo:
    """Make the finished file of the part, checked; where that cannot be, as on a full disk, the part becomes it."""
    part.close()
    partial = create_partial(target, mode=SHARED)
    try:
        with marked_as_used(partial):
            moov_first(part.path, partial, blanked=options.earlier.mark.encode())
            facts = _checked(partial, target, conversion.frames)
        path = _put_in_place(partial, target, replace=options.replace_existing)
    except (OSError, ValueError, struct.error):
        partial.unlink(missing_ok=True)
        facts = _checked(part.path, target, conversion.frames)
        path = _put_in_place(part.path, target, replace=options.replace_existing)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    part.remove()
    beside = f"{target.name} stays, as another program made or uses it: the video is in {path.name}."
    warnings = (*conversion.notes(), *(() if path == target else (beside,)))
    return ConvertedVideo(path, facts.frames, facts.duration_s, complete=True, warnings=warnings)


def _put_in_place(finished: Path, target: Path, *, replace: bool) -> Path:
    """Hours of work are not lost because the name was taken meanwhile, or a player holds the file on Windows."""
    if replace:
        with suppress(OSError):
            put_in_place(finished, target)
            return target
    return put_in_unused_place(finished, target)


def _checked(path: Path, target: Path, frames: int) -> ClipFacts:
    facts = check_clip(path)
    if facts.frames != frames:
        raise WriteError(
            f"{target} is not whole: {facts.frames} of {frames} frames can be read back.", hint="Try again."
        )
    return facts


class _Conversion:
    """A video on its way through the painter: its film painted, its other tracks beside it."""

    def __init__(self, clip: InputContainer, film: VideoStream, paint: Painter, *, keep_metadata: bool) -> None:
        self._clip = clip
        self._film = film
        self._paint = paint
        self._keep_metadata = keep_metadata
        self._name = Path(clip.name).name
        self._sides = SideTracks(clip, film, with_subtitles=keep_metadata)
        self._reader = ClipReader(clip, film, self._sides.streams)
        self._images = FrameImages(film)
        self._early: list[Packet[Any]] = []  # what comes before the first frame, from which the size is known
        self._writer: VideoWriter | None = None

    @property
    def frames(self) -> int:
        """Written so far."""
        return self._writer.frames if self._writer is not None else 0

    @property
    def plays(self) -> bool:
        """Whether there is a picture to see if it ends now."""
        return self._writer is not None and self._writer.in_file > 0

    def run(
        self,
        part: VideoPart,
        earlier: Earlier,
        *,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> bool:
        """Write the MP4; False when it was cancelled: it then ends where the work did.

        Raises:
            SourceFormatRefused: there is no frame.
            FFmpegError: the MP4 cannot be written.
        """
        stopped = False
        try:
            for item in self._reader:
                stopped = cancelled()
                if stopped:
                    break
                if isinstance(item, TimedFrame):
                    self._write(item, part, earlier)
                    progress(self.frames, self._total)
                elif self._writer is None:
                    self._early.append(item)
                else:
                    self._sides.write(item)
            if self._writer is not None:
                self._sides.finish()
                self._writer.finish()
        except BaseException:
            if self._writer is not None:
                self._writer.abandon()
            raise
        if not self.frames and not stopped:
            raise SourceFormatRefused(
                f"{self._name} holds no picture that can be decoded.", hint="Choose another video file."
            )
        return not stopped

    def _write(self, item: TimedFrame, part: VideoPart, earlier: Earlier) -> None:
        """Paint a frame, or take it from the earlier part."""
        if self._writer is None and earlier.progressed is not None:
            self._writer = self._begun(part, earlier.mark, earlier.progressed.size)
            self._writer.go_on(earlier.progressed)
        if self._writer is not None and self._writer.copy(item.time_s):
            return
        picture = to_i420(self._paint(self._images.image(item.frame)))
        if self._writer is None:
            self._writer = self._begun(part, earlier.mark, (picture.width, picture.height))
        self._writer.write(picture, item.time_s, item.duration_s)

    def notes(self) -> tuple[str, ...]:
        """What a person should know about the file; to be asked at its end."""
        found = list(self._sides.notes(clock_jumped=self._reader.clock_jumped))
        promised_s = self._reader.promised_s
        if promised_s - self._reader.read_to_s > _MISSING_END_S and not self._reader.clock_jumped:
            held_s = self._reader.read_to_s
            found.append(f"{self._name} ends early: it promises {promised_s:.1f} s and holds {held_s:.1f} s.")
        if self._reader.damaged:
            found.append(f"{self._name} is damaged; packets that were left out: {self._reader.damaged}.")
        return tuple(found)

    @property
    def _total(self) -> int | None:
        """How many frames the file says it has."""
        if self._film.frames:
            return self._film.frames
        return round(self._reader.promised_s / self._reader.gap_s) or None

    def _begun(self, part: VideoPart, mark: str, size: tuple[int, int]) -> VideoWriter:
        writer = VideoWriter(part, *size, gap_s=self._reader.gap_s, mark=mark)
        self._sides.open(writer.container, start_s=self._reader.start_s)
        if self._keep_metadata:
            copy_metadata(self._clip, writer.container, start_s=self._reader.start_s)
        for packet in self._early:
            self._sides.write(packet)
        self._early.clear()
        return writer
