"""Thumbnails: a small square of what each model draws, for the menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QIcon, QImage, QImageReader, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from core.models.library import InstalledModel
from desktop.window.style import ACCENT

SIDE_PX = 44
_SHARPEST_SCREEN = 2
_CORNER_PX, _FRAME_PX = 14, 6


class ThumbnailStyle(QProxyStyle):
    """Fusion with icons of a thumbnail's size; for one menu."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(  # noqa: N802
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric is QStyle.PixelMetric.PM_SmallIconSize:
            return SIDE_PX
        return super().pixelMetric(metric, option, widget)


def thumbnail(model: InstalledModel) -> QImage:
    """The middle of the picture that the model's folder shows off with; null when it has none. Any thread."""
    reader = QImageReader(str(model.folder / model.manifest.parity.expected))
    side = SIDE_PX * _SHARPEST_SCREEN
    image = reader.read()
    if image.isNull():
        return image
    fitted = image.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    square = QRect(0, 0, side, side)
    square.moveCenter(fitted.rect().center())
    return fitted.copy(square)


def thumbnail_icon(image: QImage, *, chosen: bool) -> QIcon:
    """With round corners; the chosen one has a frame, which is seen without telling colours apart. GUI thread."""
    pixmap = QPixmap(image.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(image))
    painter.setPen(QPen(ACCENT, _FRAME_PX) if chosen else Qt.PenStyle.NoPen)
    inset = _FRAME_PX / 2 if chosen else 0.0
    painter.drawRoundedRect(QRectF(pixmap.rect()).adjusted(inset, inset, -inset, -inset), _CORNER_PX, _CORNER_PX)
    painter.end()
    return QIcon(pixmap)
