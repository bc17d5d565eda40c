"""convert_video(): every frame of a video through a painter into an H.264 MP4, its timing and sound kept."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.codec.context import Flags
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from core.atomic_write import SHARED, create_partial, fitted_name, put_in_place
from core.compositor import letterboxed
from core.errors import AppError, SourceFormatRefused, WriteError
from core.frame import RgbImage
from core.media.clip_check import check_clip
from core.media.clip_metadata import copy_metadata
from core.media.clip_reader import ClipReader, TimedFrame
from core.media.frame_images import FrameImages
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, even_sized, to_video_frame
from core.media.reading import open_video
from core.media.side_tracks import SideTracks
from core.write_errors import writing

Painter = Callable[[RgbImage], RgbImage]
"""Makes the output image of a frame: (H, W, 3) uint8 RGB to (H', W', 3); H' and W' depend on H and W only."""
Progress = Callable[[int, int | None], None]
"""Told how many frames are done, and of how many where that is known."""

_CRF, _PRESET = 18, "veryfast"
_MISSING_END_S = 0.5


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
    keep_metadata: bool = True,
) -> ConvertedVideo:
    """Convert every frame; `target` is put in place in one step, once it is complete and was checked. Blocks.

    Args:
        source: the video.
        target: an .mp4.
        paint: called for every frame, in their order.
        progress: called after every frame.
        cancelled: asked before every one.
        keep_metadata: date, place, title, chapters and subtitles.

    Raises:
        SourceError: the source is missing or no video.
        WriteError: the target cannot be written; nothing is left behind and an existing one stays.
        GenerateFailed: from the painter.
    """
    with open_video(source) as (clip, film):
        conversion = _Conversion(clip, film, paint, keep_metadata=keep_metadata)
        with writing(target):
            partial = create_partial(target, mode=SHARED)
        try:
            with writing(target, FFmpegError):
                complete = conversion.run(partial, progress=progress, cancelled=cancelled)
                return _put_in_place(partial, target, conversion, complete=complete)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def _put_in_place(partial: Path, target: Path, conversion: _Conversion, *, complete: bool) -> ConvertedVideo:
    warnings = conversion.notes() if complete else ()
    if not conversion.frames:
        partial.unlink(missing_ok=True)
        return ConvertedVideo(None, 0, 0.0, complete, warnings)
    facts = check_clip(partial)
    if facts.frames != conversion.frames:
        raise WriteError(
            f"{target} is not whole: {facts.frames} of {conversion.frames} frames can be read back.", hint="Try again."
        )
    path = target if complete else target.with_name(fitted_name(target.stem, ".partial.mp4"))
    put_in_place(partial, path)
    return ConvertedVideo(path, facts.frames, facts.duration_s, complete, warnings)


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
        self.frames = 0

    def run(self, path: Path, *, progress: Progress, cancelled: Callable[[], bool]) -> bool:
        """Write the MP4; False when it was cancelled: it then ends where the work did.

        Raises:
            SourceFormatRefused: there is no frame.
            FFmpegError: the MP4 cannot be written.
        """
        writer: _Writer | None = None
        early: list[Packet[Any]] = []  # what comes before the first frame, from which the size is known
        stopped = False
        try:
            for item in self._reader:
                stopped = cancelled()
                if stopped:
                    break
                if isinstance(item, TimedFrame):
                    image = self._paint(self._images.image(item.frame))
                    if writer is None:
                        writer = self._begun(path, even_sized(image), early)
                    writer.write(image, item.time_s, item.duration_s)
                    self.frames = writer.frames
                    progress(self.frames, self._total)
                elif writer is None:
                    early.append(item)
                else:
                    self._sides.write(item)
            if writer is not None:
                self._sides.finish()
                writer.finish()
        except BaseException:
            if writer is not None:
                writer.abandon()
            raise
        if not self.frames and not stopped:
            raise SourceFormatRefused(
                f"{self._name} holds no picture that can be decoded.", hint="Choose another video file."
            )
        return not stopped

    def notes(self) -> tuple[str, ...]:
        """What a person should know about the file; to be asked at its end."""
        found = list(self._sides.notes())
        promised_s = (self._clip.duration or 0) / av.time_base
        if promised_s - self._reader.read_to_s > _MISSING_END_S:
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
        return round(self._clip.duration / av.time_base / self._reader.gap_s) if self._clip.duration else None

    def _begun(self, path: Path, first: RgbImage, early: list[Packet[Any]]) -> _Writer:
        writer = _Writer(path, first.shape[1], first.shape[0])
        self._sides.open(writer.container, start_s=self._reader.start_s)
        if self._keep_metadata:
            copy_metadata(self._clip, writer.container, start_s=self._reader.start_s)
        for packet in early:
            self._sides.write(packet)
        early.clear()
        return writer


class _Writer:
    """The MP4 being written.

    Attributes:
        container: to add other tracks to, before the first frame.
        frames: in it.
    """

    def __init__(self, path: Path, width: int, height: int) -> None:
        self.container = av.open(str(path.absolute()), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = add_h264_stream(self.container, width, height, crf=_CRF, preset=_PRESET)
        self._stream.codec_context.flags |= Flags.frame_duration
        self._last_pts = -1
        self.frames = 0

    def write(self, image: RgbImage, time_s: float, duration_s: float) -> None:
        """Encode an image; one of another size, from a video that changes it, is fitted into the first one's."""
        fitted = letterboxed(even_sized(image), self._stream.width, self._stream.height)
        self._last_pts = max(self._last_pts + 1, round(time_s / CLIP_TIME_BASE))
        frame = to_video_frame(fitted, self._last_pts)
        frame.duration = round(duration_s / CLIP_TIME_BASE)
        self.container.mux(self._stream.encode(frame))
        self.frames += 1

    def finish(self) -> None:
        """Write what the encoder still holds and close the file."""
        self.container.mux(self._stream.encode(None))
        self.container.close()

    def abandon(self) -> None:
        with suppress(FFmpegError, OSError, AppError):
            self.container.close()
