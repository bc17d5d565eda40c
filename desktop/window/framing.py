"""Framing: how much of the picture is seen, and which part: whole, filling, at its own size, zoomed, panned. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF

_LEAST_ZOOM, _MOST_ZOOM = 1.0, 16.0


class Fit(StrEnum):
    """What the picture's size follows before any zoom."""

    WHOLE = "whole"
    """All of it is seen."""
    FILL = "fill"
    """It fills the view; what is too much is cut off."""
    ACTUAL = "actual"
    """A pixel of it is a pixel of the screen."""


@dataclass(frozen=True, slots=True)
class Framing:
    """Replaced, never mutated.

    Attributes:
        fit: the size at a zoom of 1.
        zoom: how much larger.
        centre: the place of the picture, 0..1 each way, that lies in the middle of the view where it is cut off.
    """

    fit: Fit = Fit.WHOLE
    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)

    def rect(self, width: int, height: int, area: QRectF, pixel_ratio: float = 1.0) -> QRectF:
        """Where a picture of this size, px, lies in the view; reaches beyond `area` where it is cut off."""
        if width <= 0 or height <= 0 or area.isEmpty():
            return QRectF()
        scales = area.width() / width, area.height() / height
        scale = {Fit.WHOLE: min(scales), Fit.FILL: max(scales), Fit.ACTUAL: 1 / pixel_ratio}[self.fit] * self.zoom
        left = _placed(area.left(), area.width(), width * scale, self.centre[0])
        top = _placed(area.top(), area.height(), height * scale, self.centre[1])
        return QRectF(left, top, width * scale, height * scale)

    def zoomed(self, factor: float, at: QPointF, picture: QRectF, area: QRectF) -> Framing:
        """Larger or smaller around a place of the view, which keeps its place in the picture."""
        zoom = min(_MOST_ZOOM, max(_LEAST_ZOOM, self.zoom * factor))
        grown = zoom / self.zoom
        middle = area.center()
        offset = QPointF(at.x() - middle.x(), at.y() - middle.y())
        seen = QPointF(middle.x() + offset.x() * (1 - 1 / grown), middle.y() + offset.y() * (1 - 1 / grown))
        return replace(self, zoom=zoom, centre=_share(seen, picture))

    def panned(self, by: QPointF, picture: QRectF, area: QRectF) -> Framing:
        """The picture follows the hand."""
        return replace(self, centre=_share(area.center() - by, picture))

    def next_fit(self) -> Framing:
        """The next of whole, filling and own size, without a zoom."""
        fits = list(Fit)
        return Framing(fits[(fits.index(self.fit) + 1) % len(fits)])


def _placed(start: float, room: float, size: float, centre: float) -> float:
    """Where a side begins: in the middle where it fits, else so that it covers the room."""
    if size <= room:
        return start + (room - size) / 2
    return min(start, max(start + room - size, start + room / 2 - centre * size))


def _share(place: QPointF, picture: QRectF) -> tuple[float, float]:
    if picture.isEmpty():
        return 0.5, 0.5
    across = (place.x() - picture.left()) / picture.width()
    down = (place.y() - picture.top()) / picture.height()
    return min(1.0, max(0.0, across)), min(1.0, max(0.0, down))
