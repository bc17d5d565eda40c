"""FrameImages: the decoded frames of a video stream as RGB images, the way people are meant to see them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.frame import RgbImage
from core.media.colours import unstated_matrix, wide_colours
from core.media.rotation import DisplayRotation

_ODDEST_ASPECT = 8  # wider or taller pixels are a mistake in the file


class FrameImages:
    """Converts, scales oblong pixels to square ones, then turns. One stream's frames; one thread at a time.

    Args:
        stream: the frames' own.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._aspect = stream.sample_aspect_ratio
        self._rotation = DisplayRotation()

    def image(self, frame: VideoFrame) -> RgbImage:
        """The image of a frame: (H, W, 3) uint8 RGB, C-contiguous; no side is smaller than it was stored."""
        width, height = _square_pixels(frame, self._aspect)
        colours = wide_colours(frame)
        # More threads would be started anew for every frame, which takes longer than the conversion.
        stored = frame.to_ndarray(
            format="rgb24" if colours is None else "gbrp16le",
            width=width,
            height=height,
            src_colorspace=unstated_matrix(frame),
            interpolation="BICUBIC",
            threads=1,
        )
        if colours is None:
            return self._rotation.applied(stored.astype(np.uint8, copy=False), frame)
        return self._rotation.applied(colours.converted(stored.astype(np.uint16, copy=False)), frame)


def _square_pixels(frame: VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height in px at which pixels of the shape `aspect`, width over height, become square."""
    width, height = frame.width, frame.height
    if not aspect or not 1 / _ODDEST_ASPECT <= aspect <= _ODDEST_ASPECT:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
