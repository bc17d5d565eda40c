"""FramePainter: paints the original and the toon of a frame in a layout, straight from the engine's arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.layout import Layout
from desktop.window.geometry import pieces

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    from core.frame import ComposedFrame, RgbImage


class FramePainter:
    """Keeps the two images of the last frame as Qt paints them, so that a moved divider costs no conversion."""

    def __init__(self) -> None:
        self._images: dict[bool, tuple[RgbImage, QImage]] = {}

    def forget(self) -> None:
        self._images.clear()

    def paint(
        self, painter: QPainter, frame: ComposedFrame, layout: Layout, picture: QRectF, split: float, *, mirrored: bool
    ) -> None:
        """Paint what `layout` shows of a frame into `picture`."""
        rows, columns = frame.toon.shape[:2]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for piece in pieces((columns, rows), layout, picture, split, mirrored=mirrored):
            if piece.target.isEmpty():
                continue
            image = self._image(frame, toon=piece.toon)
            painter.save()
            if mirrored:
                painter.translate(piece.target.left() + piece.target.right(), 0)
                painter.scale(-1, 1)
            painter.drawImage(piece.target, image, piece.source)
            painter.restore()

    def _image(self, frame: ComposedFrame, *, toon: bool) -> QImage:
        array = frame.toon if toon else frame.original
        kept = self._images.get(toon)
        if kept is not None and kept[0] is array:
            return kept[1]
        rows, columns = array.shape[:2]
        # The image borrows the array's memory. Qt scales pictures of 32 bits in less than half the time that it takes
        # for those of 24, even with the conversion.
        borrowed = QImage(array.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        image = borrowed.convertToFormat(QImage.Format.Format_RGB32)
        self._images[toon] = array, image
        return image
