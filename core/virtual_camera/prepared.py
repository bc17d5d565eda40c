"""PreparedPicture: the picture as other programs get it; made once, however often it is repeated."""

from __future__ import annotations

from core.compositor import mirrored_i420
from core.frame import ComposedFrame, RgbImage
from core.i420 import I420, fitted, to_i420
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.yuv import YuvFormat, YuvImage, to_yuv


class PreparedPicture:
    """Fits, flips and converts the newest picture. Used by one thread.

    Args:
        camera_format: its size is the result's.
        resting: (H, W, 3) uint8 RGB, what is shown while there is no picture; never flipped.
    """

    def __init__(self, camera_format: CameraFormat, resting: RgbImage) -> None:
        self._format = camera_format
        self._resting = resting
        self._made_of: tuple[ComposedFrame | None, bool, YuvFormat] | None = None
        self._yuv: YuvImage | None = None

    def of(self, composed: ComposedFrame | None, yuv_format: YuvFormat, *, flip: bool) -> YuvImage:
        """The picture, None being the resting one, in `yuv_format`; `flip` swaps left and right."""
        made_of = (composed, flip, yuv_format)
        if self._yuv is None or self._made_of != made_of:
            picture = fitted(self._picture(composed, flip=flip), self._format.width, self._format.height)
            self._yuv, self._made_of = to_yuv(picture, yuv_format), made_of
        return self._yuv

    def _picture(self, composed: ComposedFrame | None, *, flip: bool) -> I420:
        if composed is None:
            return to_i420(self._resting)
        return mirrored_i420(composed.i420, composed.layout) if flip else composed.i420
