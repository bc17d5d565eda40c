"""thumbnail(): a small square of what a model draws."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from core.models.library import InstalledModel

_SIDE_PX = 88  # twice its size in the menu: sharp on the sharpest screens


def thumbnail(model: InstalledModel) -> QImage:
    """The middle of the toon in the model's folder; null when there is none. Reads the disk; any thread."""
    expected = model.file(model.manifest.parity.expected)
    image = QImageReader(str(expected)).read() if expected else QImage()
    if image.isNull():
        return image
    fitted = image.scaled(
        QSize(_SIDE_PX, _SIDE_PX),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    square = QRect(0, 0, _SIDE_PX, _SIDE_PX)
    square.moveCenter(fitted.rect().center())
    return fitted.copy(square)
