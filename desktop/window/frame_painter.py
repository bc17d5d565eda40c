"""FramePainter: paints the original and the toon of a frame in a layout, straight from the engine's arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.layout import Layout
from desktop.window.geometry import pieces

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    import numpy as np
    import numpy.typing as npt

    from core.frame import ComposedFrame, Picture

    Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Place:
    """How a frame lies in a view.

    Attributes:
        layout: what is seen of it.
        picture: where, in pixels of the view.
        split: share of the width that shows the original, 0..1.
        mirrored: flipped.
    """

    layout: Layout
    picture: QRectF
    split: float
    mirrored: bool


class FramePainter:
    """Keeps the two images of the last frame as Qt paints them, so that a moved divider costs no conversion."""

    def __init__(self) -> None:
        self._images: dict[bool, tuple[Picture, Pixels, QImage]] = {}

    def forget(self) -> None:
        self._images.clear()

    def paint(self, painter: QPainter, frame: ComposedFrame, place: Place, *, toon_alone: bool = False) -> None:
        """Paint what is seen of a frame, or of its toon alone over what is there."""
        columns, rows = frame.size
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for piece in pieces((columns, rows), place.layout, place.picture, place.split, mirrored=place.mirrored):
            if piece.target.isEmpty() or (toon_alone and not piece.toon):
                continue
            image = self._image(frame, toon=piece.toon)
            painter.save()
            if place.mirrored:
                painter.translate(piece.target.left() + piece.target.right(), 0)
                painter.scale(-1, 1)
            painter.drawImage(piece.target, image, piece.source)
            painter.restore()

    def _image(self, frame: ComposedFrame, *, toon: bool) -> QImage:
        picture = frame.toon if toon else frame.original
        kept = self._images.get(toon)
        if kept is not None and kept[0] is picture:
            return kept[-1]
        # Qt scales pictures of 32 bits in less than half the time that it takes for those of 24.
        pixels = picture.bgrx()
        rows, columns = pixels.shape[:2]
        image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)  # borrows the memory
        self._images[toon] = picture, pixels, image
        return image
