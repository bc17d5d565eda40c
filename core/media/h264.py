"""The H.264 that ToonClip writes: the encoder's stream, and images as its frames."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import av.codec
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.cores import usable_cores
from core.errors import CodecMissing
from core.i420 import I420, to_frame

CLIP_TIME_BASE = Fraction(1, 90_000)
_H264_ENCODERS = ("libx264", "h264_videotoolbox", "h264_mf", "libopenh264")
_BT709 = 1
_LIMITED_RANGE = 1
_MOST_THREADS = 4  # each makes a slice of its own, and slices cost bytes
_PARAMETER_SETS = (7, 8)
_IDR_SLICE, _NAL_TYPE, _NAL_LENGTH_BYTES = 5, 0x1F, 4


def add_h264_stream(
    container: OutputContainer,
    width: int,
    height: int,
    *,
    crf: int,
    preset: str,
    tools: str = "",
    live: bool = False,
) -> VideoStream:
    """Add an 8-bit 4:2:0 H.264 stream with BT.709 colours, timed by `CLIP_TIME_BASE`.

    Args:
        container: open for writing.
        width: px, even.
        height: px, even.
        crf: quality for libx264, smaller is better.
        preset: speed for libx264.
        tools: of libx264 that differ from the preset's.
        live: no B-frames, the encoder holds no frame back, and I-frames that are asked for are places to start at.

    Raises:
        CodecMissing: this build of PyAV has no H.264 encoder.
    """
    name = next((name for name in _H264_ENCODERS if name in av.codec.codecs_available), None)
    if name is None:
        raise CodecMissing(
            "No H.264 encoder was found.", hint="Install the PyAV wheel from PyPI: `pip install --force-reinstall av`."
        )
    options: dict[str, str] = {"crf": str(crf), "preset": preset} if name == "libx264" else {}
    if live and name == "libx264":
        options |= {"tune": "zerolatency", "forced-idr": "1", "x264-params": tools}
    stream = cast("VideoStream", container.add_stream(name, options=options))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = CLIP_TIME_BASE
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    if live:
        context.max_b_frames = 0
        context.thread_count = min(_MOST_THREADS, usable_cores())
    return stream


def is_idr(packet: Packet[Any]) -> bool:
    """Whether a frame in an MP4 is one that decoding can start at.

    `is_keyframe` is true for every I-frame, also for those of scene cuts, which decoders do not show at a start.
    """
    content, position = memoryview(packet), 0
    while position + _NAL_LENGTH_BYTES < len(content):
        body = position + _NAL_LENGTH_BYTES
        if content[body] & _NAL_TYPE == _IDR_SLICE:
            return True
        position = body + int.from_bytes(content[position:body], "big")
    return False


def parameter_sets(header: bytes) -> list[bytes]:
    """The sequence and picture parameter sets in an encoder's header: what its packets need to be decoded."""
    units = (unit.rstrip(b"\0") for unit in header.split(b"\0\0\1"))
    return [unit for unit in units if unit and unit[0] & _NAL_TYPE in _PARAMETER_SETS]


def to_video_frame(picture: I420, pts: int) -> VideoFrame:
    """A picture as a frame of `add_h264_stream`'s format; `pts` counts `CLIP_TIME_BASE`."""
    frame = to_frame(picture)
    frame.pts, frame.time_base = pts, CLIP_TIME_BASE
    return frame
