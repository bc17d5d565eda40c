"""to_yuv(): a picture in the YUV layouts that cameras deliver."""

from __future__ import annotations

from enum import Enum
from typing import cast

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from core.frame import RgbImage

YuvImage = npt.NDArray[np.uint8]
"""Flat uint8: the planes one after the other, rows without padding; BT.601, limited range.

Of a camera's picture Firefox and Chromium take that for granted, whatever its size: most webcams deliver it.
"""


class YuvFormat(Enum):
    """Layouts of the samples; the value is FFmpeg's name."""

    I420 = "yuv420p"
    NV12 = "nv12"
    YUY2 = "yuyv422"

    @property
    def row_bytes_per_px(self) -> int:
        """Bytes of a pixel in a row of the first plane."""
        return 2 if self is YuvFormat.YUY2 else 1


def to_yuv(image: RgbImage, yuv_format: YuvFormat) -> YuvImage:
    """Convert (H, W, 3) uint8 RGB, W a multiple of 16 and H even. Any thread."""
    # More threads would be started anew for every picture, which takes longer than the conversion.
    frame = VideoFrame.from_numpy_buffer(image, format="rgb24").reformat(
        format=yuv_format.value, dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.MPEG, threads=1
    )
    return cast("YuvImage", frame.to_ndarray().reshape(-1))
