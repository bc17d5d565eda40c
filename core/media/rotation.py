"""upright(): a decoded picture as people are meant to see it: turned, mirrored and with square pixels."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

import numpy as np
from av.buffer import Buffer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.frame import RgbImage

_MATRIX = struct.Struct("=9i")
_ODDEST_ASPECT = 8  # wider or taller pixels are a mistake in the file


def upright(frame: VideoFrame, stream: VideoStream) -> RgbImage:
    """A picture of `stream` as (H, W, 3) uint8 RGB, C-contiguous; no side is smaller than it was stored."""
    width, height = _square_pixels(frame, stream.sample_aspect_ratio)
    # More threads would be started anew for every frame, which takes longer than the conversion.
    image = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="BICUBIC", threads=1)
    return np.ascontiguousarray(_turned(image.astype(np.uint8, copy=False), frame))


def _square_pixels(frame: VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height in px at which pixels of the shape `aspect`, width over height, become square."""
    width, height = frame.width, frame.height
    if not aspect or not 1 / _ODDEST_ASPECT <= aspect <= _ODDEST_ASPECT:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def _turned(image: RgbImage, frame: VideoFrame) -> RgbImage:
    """Follow the file's display matrix, as telephones write it: quarter turns and mirror images."""
    side_data = cast("Mapping[Type, Buffer]", frame.side_data)
    if Type.DISPLAYMATRIX not in side_data:
        return image
    across, across_to_down, _, down_to_across, down, *_ = _MATRIX.unpack(bytes(side_data[Type.DISPLAYMATRIX]))
    if abs(across) + abs(down) < abs(across_to_down) + abs(down_to_across):
        image, across, down = image.swapaxes(0, 1), down_to_across, across_to_down
    return image[:: -1 if down < 0 else 1, :: -1 if across < 0 else 1]
