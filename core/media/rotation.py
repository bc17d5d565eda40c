"""DisplayRotation: the quarter turns and mirror images that a file's display matrix asks for."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

from core.frame import RgbImage
from core.media.side_data import side_data_of

_MATRIX = struct.Struct("=9i")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Swap the axes first, then reverse them."""

    swapped: bool = False
    rows_reversed: bool = False
    columns_reversed: bool = False

    def applied(self, image: RgbImage) -> RgbImage:
        turned = image.swapaxes(0, 1) if self.swapped else image
        return turned[:: -1 if self.rows_reversed else 1, :: -1 if self.columns_reversed else 1]


class DisplayRotation:
    """Turns the images of one stream. The matrix is read again whenever the angle of a frame is another one."""

    def __init__(self) -> None:
        self._angle: int | None = None
        self._turn = _Turn()

    def applied(self, image: RgbImage, frame: VideoFrame) -> RgbImage:
        """Turn `image`.

        Args:
            image: (H, W, 3) uint8 RGB, as stored.
            frame: the one that the image was made of.

        Returns:
            (H, W, 3) or (W, H, 3) uint8 RGB, C-contiguous.
        """
        if frame.rotation != self._angle:
            self._angle = frame.rotation
            self._turn = _turn_of(frame)
        return np.ascontiguousarray(self._turn.applied(image))


def _turn_of(frame: VideoFrame) -> _Turn:
    side_data = side_data_of(frame)
    if Type.DISPLAYMATRIX not in side_data:
        return _Turn()
    across, across_to_down, _, down_to_across, down, *_ = _MATRIX.unpack(bytes(side_data[Type.DISPLAYMATRIX]))
    swapped = abs(across) + abs(down) < abs(across_to_down) + abs(down_to_across)
    if swapped:
        across, down = down_to_across, across_to_down
    return _Turn(swapped, down < 0, across < 0)
