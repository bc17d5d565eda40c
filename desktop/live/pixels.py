"""pixels_of(), image_of(): an image of Qt as the engine's, and the other way round."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from core.frame import RgbImage


def pixels_of(image: QImage) -> RgbImage:
    """(H, W, 3) uint8 RGB; what is transparent is white. Any thread."""
    flat = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows, columns = flat.height(), flat.width()
    rgba = np.frombuffer(flat.constBits(), np.uint8).reshape(rows, flat.bytesPerLine())[:, : 4 * columns]
    colour = rgba.reshape(rows, columns, 4).astype(np.uint16)
    alpha = colour[..., 3:]
    return ((colour[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)


def image_of(pixels: RgbImage) -> QImage:
    """A copy as Qt has it. Any thread."""
    rows, columns = pixels.shape[:2]
    return QImage(np.ascontiguousarray(pixels).data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
