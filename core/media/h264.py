"""The H.264 that ToonClip writes: the encoder's stream, and images as its frames."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.cores import usable_cores
from core.i420 import I420, to_frame
from core.media.encoders import Encoder

CLIP_TIME_BASE = Fraction(1, 90_000)
_BT709 = 1
_LIMITED_RANGE = 1
_MOST_THREADS = 4  # each makes a slice of its own, and slices cost bytes
_PARAMETER_SETS = (7, 8)
_IDR_SLICE, _NAL_TYPE, _NAL_LENGTH_BYTES = 5, 0x1F, 4


def add_h264_stream(container: OutputContainer, width: int, height: int, encoder: Encoder, *, crf: int) -> VideoStream:
    """Add an 8-bit 4:2:0 H.264 stream with BT.709 colours, timed by `CLIP_TIME_BASE`.

    Args:
        container: open for writing.
        width: px, even.
        height: px, even.
        encoder: makes it.
        crf: quality for libx264, smaller is better.
    """
    stream = cast("VideoStream", container.add_stream(encoder.name, options=encoder.options(crf)))
    stream.width, stream.height, stream.pix_fmt = width, height, encoder.pixels
    context = stream.codec_context
    context.time_base = CLIP_TIME_BASE
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    context.bit_rate = 0  # the quality decides
    if encoder.live:
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
