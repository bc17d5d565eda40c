"""Video files through PyAV: opening, the H.264 stream, checking a finished clip."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.codec
import numpy as np
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from core.errors import CodecMissing, SourceFormatRefused, SourceNotFound, SourcePermissionDenied, WriteError
from core.frame import RgbImage

CLIP_TIME_BASE = Fraction(1, 90_000)
_H264_ENCODERS = ("libx264", "h264_videotoolbox", "h264_mf", "libopenh264")
_KINDS = "Choose an MP4, MOV, MKV, WebM or AVI file."
_BT709 = 1
_LIMITED_RANGE = 1


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is really in a finished clip, as read back from it."""

    frames: int
    duration_s: float


@contextmanager
def open_video(path: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    """A file and its stream of moving pictures; a cover, as music has one, is none.

    Raises:
        SourceNotFound: there is no such file.
        SourcePermissionDenied: it may not be read.
        SourceFormatRefused: it is empty, damaged or not a video.
    """
    try:
        if not path.is_file():
            raise SourceNotFound(f"There is no file {path}.", hint="Check the path.")
        container = av.open(str(path))
    except PermissionError as error:
        raise SourcePermissionDenied(f"{path} may not be read.", hint="Change its permissions.") from error
    except (FFmpegError, OSError) as error:
        raise _not_a_video(path) from error
    with container:
        moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
        pictures = next(moving, None)
        if pictures is None:
            raise SourceFormatRefused(f"{path} holds no moving pictures.", hint=_KINDS)
        pictures.thread_type = "AUTO"
        yield container, pictures


def decodable_frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The stream's frames without those that are damaged; ends where the file cannot be read on."""
    with suppress(FFmpegError):
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            yield from frames


def add_h264_stream(container: OutputContainer, width: int, height: int, *, crf: int, preset: str) -> VideoStream:
    """Add an 8-bit 4:2:0 H.264 stream with BT.709 colours, timed by `CLIP_TIME_BASE`.

    Args:
        container: open for writing.
        width: px, even.
        height: px, even.
        crf: quality for libx264, smaller is better.
        preset: speed for libx264.

    Raises:
        CodecMissing: this build of PyAV has no H.264 encoder.
    """
    name = next((name for name in _H264_ENCODERS if name in av.codec.codecs_available), None)
    if name is None:
        raise CodecMissing(
            "No H.264 encoder was found.", hint="Install the PyAV wheel from PyPI: `pip install --force-reinstall av`."
        )
    options = {"crf": str(crf), "preset": preset} if name == "libx264" else {}
    stream = cast("VideoStream", container.add_stream(name, options=options))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = CLIP_TIME_BASE
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    return stream


def to_video_frame(image: RgbImage, pts: int) -> VideoFrame:
    """A picture of even size as a frame of `add_h264_stream`'s format; `pts` counts `CLIP_TIME_BASE`."""
    # More threads would be started anew for every frame, which takes longer than the conversion.
    frame = VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, threads=1
    )
    frame.pts, frame.time_base = pts, CLIP_TIME_BASE
    return frame


def even_sized(image: RgbImage) -> RgbImage:
    """The picture with its last row and column repeated where a side is odd: 4:2:0 needs even sides."""
    rows, columns = image.shape[:2]
    if rows % 2 == 0 and columns % 2 == 0:
        return image
    return np.pad(image, ((0, rows % 2), (0, columns % 2), (0, 0)), mode="edge")


def check_clip(path: Path) -> ClipFacts:
    """Open a finished clip, decode its first picture and count the others.

    Raises:
        WriteError: it cannot be played.
    """
    try:
        with av.open(str(path)) as clip:
            stream = clip.streams.video[0]
            ends = [
                (packet.pts + (packet.duration or 0)) * packet.time_base
                for packet in clip.demux(stream)
                if packet.pts is not None and packet.size
            ]
            clip.seek(0)
            next(clip.decode(stream))
    except (FFmpegError, OSError, IndexError, StopIteration) as error:
        raise WriteError(f"The clip {path} cannot be played back.", hint="Record it again.") from error
    return ClipFacts(len(ends), float(max(ends, default=0)))


def _not_a_video(path: Path) -> SourceFormatRefused:
    empty = False
    with suppress(OSError):
        empty = path.stat().st_size == 0
    state = "is empty" if empty else "is not a video that can be read, or is damaged"
    return SourceFormatRefused(f"{path} {state}.", hint=_KINDS)
