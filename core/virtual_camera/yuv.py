"""to_yuv(): a picture in the YUV layouts that cameras deliver."""

from __future__ import annotations

from enum import Enum
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from core.i420 import I420, RGB_TO_YUV, Plane, blank_i420, to_frame

YuvImage = npt.NDArray[np.uint8]
"""Flat uint8: the planes one after the other, rows without padding; BT.601, limited range.

Of a camera's picture Firefox and Chromium take that for granted, whatever its size: most webcams deliver it.
"""


Floats = npt.NDArray[np.float64]
_GREY = 128
_BT601 = np.array([[65.481, 128.553, 24.966], [-37.797, -74.203, 112.0], [112.0, -93.786, -18.214]]) / 255
"""From RGB, limited range."""
_FROM_BT709 = (_BT601 @ np.linalg.inv(RGB_TO_YUV[:, :3]))[:, 1:]
"""Of U and V in Y, U and V."""


class YuvFormat(Enum):
    """Layouts of the samples; the value is FFmpeg's name."""

    I420 = "yuv420p"
    NV12 = "nv12"
    YUY2 = "yuyv422"

    @property
    def row_bytes_per_px(self) -> int:
        """Bytes of a pixel in a row of the first plane."""
        return 2 if self is YuvFormat.YUY2 else 1


def to_yuv(picture: I420, yuv_format: YuvFormat) -> YuvImage:
    """Convert a picture, its width a multiple of 16. Any thread."""
    frame = to_frame(_bt601(picture))
    if yuv_format is not YuvFormat.I420:
        # More threads would be started anew for every picture, which takes longer than the conversion.
        frame = frame.reformat(format=yuv_format.value, threads=1)
    return cast("YuvImage", frame.to_ndarray().reshape(-1))


def _bt601(picture: I420) -> I420:
    """The same planes by the other weights: brightness gets a share of the colours, which mix."""
    y, u, v = picture.yuv
    converted = blank_i420(picture.width, picture.height)
    luma, *chroma = converted.yuv
    to_luma, *to_chroma = _FROM_BT709
    share = cv2.resize(_mixed(u, v, to_luma), (picture.width, picture.height), interpolation=cv2.INTER_LINEAR)
    cv2.addWeighted(y, 1, share, 1, -_GREY, luma)
    for plane, weights in zip(chroma, to_chroma, strict=True):
        _mixed(u, v, weights, plane)
    return converted


def _mixed(u: Plane, v: Plane, weights: Floats, out: Plane | None = None) -> cv2.typing.MatLike:
    return cv2.addWeighted(u, weights[0], v, weights[1], _GREY * (1 - weights.sum()), out)
