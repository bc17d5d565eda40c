"""The model menu's thumbnails: their size in the menu, round corners, and the frame of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from desktop.window.style import ACCENT

SIDE_PX, _TIGHT_SIDE_PX = 44, 28
TIGHT = "tight"
"""The property of a menu that has little room."""
_CORNER_SHARE, _FRAME_SHARE = 0.16, 0.07


class ThumbnailStyle(QProxyStyle):
    """Fusion with icons of a thumbnail's size; for one menu."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(  # noqa: N802
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric is QStyle.PixelMetric.PM_SmallIconSize:
            return _TIGHT_SIDE_PX if widget is not None and widget.property(TIGHT) else SIDE_PX
        return super().pixelMetric(metric, option, widget)


def thumbnail_icon(image: QImage, *, chosen: bool) -> QIcon:
    """A square image as an icon. The chosen one has a frame: it is seen without telling colours apart. GUI thread."""
    pixmap = QPixmap(image.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    corner, frame = image.width() * _CORNER_SHARE, image.width() * _FRAME_SHARE
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(image))
    painter.setPen(QPen(ACCENT, frame) if chosen else Qt.PenStyle.NoPen)
    inset = frame / 2 if chosen else 0.0
    painter.drawRoundedRect(QRectF(pixmap.rect()).adjusted(inset, inset, -inset, -inset), corner, corner)
    painter.end()
    return QIcon(pixmap)
