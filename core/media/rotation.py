"""DisplayRotation: the quarter turns and mirror images that a file's display matrix asks for."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
from av.buffer import Buffer
from av.filter import Graph
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

from core.frame import RgbImage
from core.media.colours import matrix_for

_MATRIX = struct.Struct("=9i")
_MOST_KINDS = 64
_ANY_TIME_BASE = Fraction(1, 1000)


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
    # `side_data` and its frame refer to each other, so the pixels would stay in memory until the cyclic garbage
    # collector runs. A copy of 2 x 2 px has the same side data.
    tiny = frame.reformat(width=2, height=2, format="rgb24", interpolation="POINT", src_colorspace=matrix_for(frame))
    side_data = cast("Mapping[Type, Buffer]", _with_known_side_data(tiny).side_data)
    if Type.DISPLAYMATRIX not in side_data:
        return _Turn()
    across, across_to_down, _, down_to_across, down, *_ = _MATRIX.unpack(bytes(side_data[Type.DISPLAYMATRIX]))
    swapped = abs(across) + abs(down) < abs(across_to_down) + abs(down_to_across)
    if swapped:
        across, down = down_to_across, across_to_down
    return _Turn(swapped, down < 0, across < 0)


def _with_known_side_data(frame: VideoFrame) -> VideoFrame:
    """The frame without side data that is newer than PyAV, such as the EXIF of a JPEG, on which it stumbles."""
    try:
        len(frame.side_data)
    except ValueError:
        graph, width, height = Graph(), frame.width, frame.height
        nodes = [graph.add_buffer(width=width, height=height, format=frame.format, time_base=_ANY_TIME_BASE)]
        known = {kind.value for kind in Type}
        nodes += [graph.add("sidedata", f"mode=delete:type={kind}") for kind in range(_MOST_KINDS) if kind not in known]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        graph.push(frame)
        return cast("VideoFrame", graph.pull())
    return frame
