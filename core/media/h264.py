"""The H.264 that ToonClip writes: the encoder's stream, and images as its frames."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import av.codec
import cv2
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.errors import CodecMissing
from core.frame import RgbImage

CLIP_TIME_BASE = Fraction(1, 90_000)
_H264_ENCODERS = ("libx264", "h264_videotoolbox", "h264_mf", "libopenh264")
_BT709 = 1
_RED, _BLUE = 0.2126, 0.0722
_GREEN = 1 - _RED - _BLUE
_LUMA = np.array([[_RED, _GREEN, _BLUE, 0]]) * 219 / 255 + [[0, 0, 0, 16]]
_CHROMA = (
    np.array([[-_RED, -_GREEN, 1 - _BLUE, 0]]) / (2 - 2 * _BLUE) * 224 / 255 + [[0, 0, 0, 128]],
    np.array([[1 - _RED, -_GREEN, -_BLUE, 0]]) / (2 - 2 * _RED) * 224 / 255 + [[0, 0, 0, 128]],
)
_LIMITED_RANGE = 1
_PARAMETER_SETS = (7, 8)
_IDR_SLICE, _NAL_TYPE, _NAL_LENGTH_BYTES = 5, 0x1F, 4


def add_h264_stream(
    container: OutputContainer, width: int, height: int, *, crf: int, preset: str, live: bool = False
) -> VideoStream:
    """Add an 8-bit 4:2:0 H.264 stream with BT.709 colours, timed by `CLIP_TIME_BASE`.

    Args:
        container: open for writing.
        width: px, even.
        height: px, even.
        crf: quality for libx264, smaller is better.
        preset: speed for libx264.
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
        options |= {"tune": "zerolatency", "forced-idr": "1"}
    stream = cast("VideoStream", container.add_stream(name, options=options))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = CLIP_TIME_BASE
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE
    if live:
        context.max_b_frames = 0
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


def to_video_frame(image: RgbImage, pts: int) -> VideoFrame:
    """An image of even size as a frame of `add_h264_stream`'s format; `pts` counts `CLIP_TIME_BASE`."""
    planes = _i420(image)
    # PyAV takes the planes as they are, but miscounts their rows where these are no multiple of 4.
    make = VideoFrame.from_ndarray if image.shape[0] % 4 else VideoFrame.from_numpy_buffer
    frame = make(planes, format="yuv420p")
    frame.pts, frame.time_base = pts, CLIP_TIME_BASE
    return frame


def _i420(image: RgbImage) -> npt.NDArray[np.uint8]:
    """(H, W, 3) RGB of even size as the planes of 4:2:0, (H * 3 / 2, W): BT.709, limited range.

    Half of the time that FFmpeg's scaler takes for it.
    """
    rows, columns = image.shape[:2]
    planes = np.empty(rows * columns * 3 // 2, np.uint8)
    cv2.transform(image, _LUMA, planes[: rows * columns].reshape(rows, columns))
    halved = cv2.resize(image, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    chroma = planes[rows * columns :].reshape(2, rows // 2, columns // 2)
    for plane, weights in zip(chroma, _CHROMA, strict=True):
        plane[:] = cv2.transform(halved, weights).reshape(plane.shape)
    return planes.reshape(-1, columns)


def even_sized(image: RgbImage) -> RgbImage:
    """The image with its last row and column repeated where a side is odd: 4:2:0 needs even sides."""
    rows, columns = image.shape[:2]
    if rows % 2 == 0 and columns % 2 == 0:
        return image
    return np.pad(image, ((0, rows % 2), (0, columns % 2), (0, 0)), mode="edge")
