"""resting_picture(): what other programs see of the camera while ToonClip has no picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage, QLinearGradient, QPainter

from desktop.system.words import tr
from desktop.window.style import BACKDROP, DIM, SURFACE, TEXT, named_icon

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    from core.frame import RgbImage

_SIZE = QSize(1280, 720)
_ICON_PX = 176


def resting_picture() -> RgbImage:
    """The program's icon and words on its dark ground, (720, 1280, 3). GUI thread."""
    import numpy as np

    image = QImage(_SIZE, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    area = image.rect()
    ground = QLinearGradient(area.topLeft(), area.bottomLeft())
    ground.setColorAt(0, SURFACE)
    ground.setColorAt(1, BACKDROP)
    painter.fillRect(area, ground)
    box = QRect(QPoint(), QSize(_ICON_PX, _ICON_PX))
    box.moveCenter(area.center() - QPoint(0, 80))
    named_icon("toonclip").paint(painter, box)
    below = area.adjusted(0, box.bottom() + 36, 0, 0)
    top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.setFont(_font(52, QFont.Weight.DemiBold))
    painter.setPen(TEXT)
    painter.drawText(below, top, tr("ToonClip is resting"))
    painter.setFont(_font(28, QFont.Weight.Normal))
    painter.setPen(DIM)
    painter.drawText(below.adjusted(0, 84, 0, 0), top, tr("The picture comes back by itself"))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(_SIZE.height(), image.bytesPerLine())
    return pixels[:, : 3 * _SIZE.width()].reshape(_SIZE.height(), _SIZE.width(), 3).copy()


def _font(pixels: int, weight: QFont.Weight) -> QFont:
    font = QGuiApplication.font()
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font
