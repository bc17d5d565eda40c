"""convert_video(): every frame of a video through a painter into an H.264 MP4, its timing and sound kept."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.atomic_write import SHARED, create_partial, fitted_name, put_in_place
from core.compositor import letterboxed
from core.errors import AppError, SourceFormatRefused, WriteError
from core.frame import RgbImage
from core.media.audio import AudioTrack, holds_sound
from core.media.clip_check import check_clip
from core.media.continuity import Continuity
from core.media.frame_images import FrameImages
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, even_sized, to_video_frame
from core.media.reading import decodable_frames, open_video
from core.media.timestamps import FrameTimes
from core.write_errors import writing

Painter = Callable[[RgbImage], RgbImage]
"""Makes the output image of a frame: (H, W, 3) uint8 RGB to (H', W', 3); H' and W' depend on H and W only."""
Progress = Callable[[int, int | None], None]
"""Told how many frames are done, and of how many where that is known."""

_CRF, _PRESET = 18, "veryfast"
_DEFAULT_FPS = 25.0
_MISSING_END_S = 0.5
_BROADCAST = ("mpegts", "mpeg")


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
    source: Path, target: Path, paint: Painter, *, progress: Progress, cancelled: Callable[[], bool]
) -> ConvertedVideo:
    """Convert every frame; `target` is put in place in one step, once it is complete and was checked. Blocks.

    Raises:
        SourceError: the source is missing or no video.
        WriteError: the target cannot be written; nothing is left behind and an existing one stays.
        GenerateFailed: from the painter.
    """
    first = even_sized(paint(_first_image(source)))
    with writing(target):
        partial = create_partial(target, mode=SHARED)
    try:
        with open_video(source) as (clip, video_stream), writing(target, FFmpegError):
            reader = _Reader(clip, video_stream)
            writer = _Writer(partial, reader, first)
            complete = _transfer(reader, writer, paint, progress=progress, cancelled=cancelled)
            return _put_in_place(partial, target, reader, writer, complete=complete)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _transfer(
    reader: _Reader, writer: _Writer, paint: Painter, *, progress: Progress, cancelled: Callable[[], bool]
) -> bool:
    """Convert until the end, the first frame as it was painted before; False when cancelled."""
    try:
        for item in reader:
            if cancelled():
                break
            if isinstance(item, Packet):
                writer.write_audio(item)
                continue
            image = paint(reader.images.image(item.frame)) if writer.frames else writer.first
            writer.write(image, item.time_s, item.duration_s)
            progress(writer.frames, reader.total)
        else:
            writer.finish()
            return True
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return False


def _put_in_place(partial: Path, target: Path, reader: _Reader, writer: _Writer, *, complete: bool) -> ConvertedVideo:
    warnings = (*reader.warnings(), *writer.warnings(reader.name)) if complete else ()
    if not writer.frames:
        partial.unlink(missing_ok=True)
        return ConvertedVideo(None, 0, 0.0, complete, warnings)
    facts = check_clip(partial)
    if facts.frames != writer.frames:
        raise WriteError(
            f"{target} is not whole: {facts.frames} of {writer.frames} frames can be read back.", hint="Try again."
        )
    path = target if complete else target.with_name(fitted_name(target.stem, ".partial.mp4"))
    put_in_place(partial, path)
    return ConvertedVideo(path, facts.frames, facts.duration_s, complete, warnings)


def _first_image(source: Path) -> RgbImage:
    with open_video(source) as (clip, video_stream):
        for frame in decodable_frames(clip, video_stream):
            return FrameImages(video_stream).image(frame)
    raise SourceFormatRefused(f"{source} holds no picture that can be decoded.", hint="Choose another video file.")


@dataclass(frozen=True, slots=True, eq=False)
class _TimedFrame:
    """A decoded frame with its time from the clip's start."""

    frame: VideoFrame
    time_s: float
    duration_s: float


class _Reader:
    """Iterates over the frames of a clip's video stream and the packets of its audio streams, in the file's order."""

    def __init__(self, clip: InputContainer, video_stream: VideoStream) -> None:
        self._clip = clip
        self.name = Path(clip.name).name
        self.video_stream = video_stream
        self.images = FrameImages(video_stream)
        self.audio_streams = [stream for stream in clip.streams.audio if holds_sound(stream)]
        self.start_s = (clip.start_time or 0) / av.time_base
        self._gap_s = 1 / float(self.video_stream.average_rate or _DEFAULT_FPS)
        self._times = FrameTimes(start_s=self.start_s, gap_s=self._gap_s)
        self._continuity = Continuity() if clip.format.name in _BROADCAST else None
        self._read_to_s = 0.0
        self._damaged = 0

    @property
    def total(self) -> int | None:
        """How many frames the file says it has."""
        if self.video_stream.frames:
            return self.video_stream.frames
        return round(self._clip.duration / av.time_base / self._gap_s) if self._clip.duration else None

    def __iter__(self) -> Iterator[_TimedFrame | Packet[AudioStream]]:
        try:
            for packet in self._clip.demux():
                if self._continuity is not None:
                    self._continuity.apply(packet)
                if packet.pts is not None:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base
                    self._read_to_s = max(self._read_to_s, float(end))
                if packet.stream is self.video_stream:
                    yield from self._decoded(cast("Packet[VideoStream]", packet))
                elif packet.stream in self.audio_streams:
                    yield cast("Packet[AudioStream]", packet)
        except FFmpegError:  # the file stops being readable here: warnings() tells by how much
            self._damaged += 1

    def warnings(self) -> tuple[str, ...]:
        """What was wrong with the file; to be asked at its end."""
        found = [
            f"{self.name} has a sound track that was left out: it is silent, or of a kind that is not known."
            for stream in self._clip.streams.audio
            if stream not in self.audio_streams
        ]
        promised_s = (self._clip.duration or 0) / av.time_base
        held_s = self._read_to_s - self.start_s
        if promised_s - held_s > _MISSING_END_S:
            found.append(f"{self.name} ends early: it promises {promised_s:.1f} s and holds {held_s:.1f} s.")
        if self._damaged:
            found.append(f"{self.name} is damaged; packets that were left out: {self._damaged}.")
        return tuple(found)

    def _decoded(self, packet: Packet[VideoStream]) -> Iterator[_TimedFrame]:
        if not packet.size and packet.pts is not None:  # "as before", in Theora
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            self._damaged += 1
            return
        for frame in frames:
            time_s, duration_s = self._times.next_s(frame)
            yield _TimedFrame(frame, time_s - self.start_s, duration_s)


class _Writer:
    """The MP4 being written: a video stream of the size of `first`, and an audio track for each of the source."""

    def __init__(self, path: Path, reader: _Reader, first: RgbImage) -> None:
        self.first = first
        self._container = av.open(str(path.absolute()), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = add_h264_stream(self._container, first.shape[1], first.shape[0], crf=_CRF, preset=_PRESET)
        self._stream.codec_context.flags |= Flags.frame_duration
        self._tracks = {
            stream.index: AudioTrack(stream, self._container, start_s=reader.start_s) for stream in reader.audio_streams
        }
        self._last_pts = -1
        self.frames = 0

    def write(self, image: RgbImage, time_s: float, duration_s: float) -> None:
        """Encode an image; one of another size, from a video that changes it, is fitted into the first one's."""
        fitted = letterboxed(even_sized(image), self._stream.width, self._stream.height)
        self._last_pts = max(self._last_pts + 1, round(time_s / CLIP_TIME_BASE))
        frame = to_video_frame(fitted, self._last_pts)
        frame.duration = round(duration_s / CLIP_TIME_BASE)
        self._container.mux(self._stream.encode(frame))
        self.frames += 1

    def write_audio(self, packet: Packet[AudioStream]) -> None:
        self._tracks[packet.stream.index].write(packet)

    def finish(self) -> None:
        """Write what the encoders still hold and close the file."""
        for track in self._tracks.values():
            track.finish()
        if self.frames:
            self._container.mux(self._stream.encode(None))
        self._container.close()

    def warnings(self, name: str) -> tuple[str, ...]:
        """What was wrong with the sound of the file `name`; to be asked at its end."""
        damaged = sum(track.damaged for track in self._tracks.values())
        return (f"{name} is damaged; sound packets that were left out: {damaged}.",) if damaged else ()

    def abandon(self) -> None:
        with suppress(FFmpegError, OSError, AppError):
            self._container.close()
