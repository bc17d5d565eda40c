"""FrameImages: the decoded frames of a video stream as RGB images, the way people are meant to see them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.errors import SourceFormatRefused
from core.frame import RgbImage
from core.media.colours import is_ycgco, matrix_for, wide_colours, ycgco_to_rgb
from core.media.rotation import DisplayRotation
from core.media.side_data import is_dolby_alone

_ODDEST_ASPECT = 8  # wider or taller pixels are a mistake in the file
_ABORTING = {"yaf32be", "yaf32le"}  # FFmpeg's scaler ends the process instead of refusing them


class FrameImages:
    """Converts, scales oblong pixels to square ones, then turns. One stream's frames; one thread at a time.

    Args:
        stream: the frames' own.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._aspect = stream.sample_aspect_ratio
        self._rotation = DisplayRotation()
        self._is_known = False

    def image(self, frame: VideoFrame) -> RgbImage:
        """The image of a frame: (H, W, 3) uint8 RGB, C-contiguous; no side is smaller than it was stored.

        Raises:
            SourceFormatRefused: FFmpeg does not convert frames of this kind.
        """
        if frame.format.name in _ABORTING:
            raise _refused(frame)
        try:
            if not self._is_known:
                _require_colours(frame)
                self._is_known = True
            return self._image(frame)
        except FFmpegError as error:
            raise _refused(frame) from error

    def _image(self, frame: VideoFrame) -> RgbImage:
        colours = wide_colours(frame.color_trc, frame.color_primaries)
        if colours is not None:
            coded = self._converted(frame, "gbrp16le").astype(np.uint16, copy=False)
            return self._rotation.applied(colours.converted(coded), frame)
        if is_ycgco(frame):
            planes = self._converted(frame, "yuv444p", dst_colorspace=matrix_for(frame), dst_color_range=1)
            return self._rotation.applied(ycgco_to_rgb(planes.astype(np.uint8, copy=False)), frame)
        if _has_alpha(frame.format.name):
            return self._rotation.applied(over_white(self._converted(frame, "rgba").astype(np.uint8)), frame)
        return self._rotation.applied(self._converted(frame, "rgb24").astype(np.uint8, copy=False), frame)

    def _converted(self, frame: VideoFrame, pixel_format: str, **options: Any) -> np.ndarray[Any, Any]:
        width, height = _square_pixels(frame, self._aspect)
        # More threads would be started anew for every frame, which takes longer than the conversion.
        return frame.to_ndarray(
            format=pixel_format,
            width=width,
            height=height,
            src_colorspace=matrix_for(frame),
            interpolation="BICUBIC",
            threads=1,
            **options,
        )


def over_white(image: npt.NDArray[np.uint8]) -> RgbImage:
    """(H, W, 4) uint8 RGBA, its alpha straight, laid over white: (H, W, 3) uint8 RGB."""
    share = image[..., 3:].astype(np.uint16)
    return ((image[..., :3] * share + 255 * (255 - share) + 127) // 255).astype(np.uint8)


def _refused(frame: VideoFrame) -> SourceFormatRefused:
    kind = frame.format.name
    return SourceFormatRefused(
        f"The pictures of this video are of a kind ({kind}) that cannot be shown.", hint="Choose another video."
    )


def _require_colours(frame: VideoFrame) -> None:
    if is_dolby_alone(frame):
        raise SourceFormatRefused(
            "This video is Dolby Vision alone (profile 5): its colours cannot be shown right.",
            hint="Choose its HDR10, HLG or SDR version.",
        )


@cache
def _has_alpha(pixel_format: str) -> bool:
    return any(component.is_alpha for component in VideoFormat(pixel_format).components)


def _square_pixels(frame: VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height in px at which pixels of the shape `aspect`, width over height, become square."""
    width, height = frame.width, frame.height
    if not aspect or not 1 / _ODDEST_ASPECT <= aspect <= _ODDEST_ASPECT:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
