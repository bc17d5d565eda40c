"""Flat areas between kept edges: the bilateral filter repeated, and a soft Kuwahara filter.

Tomasi and Manduchi 1998, repeated as in Winnemöller, Olsen and Gooch 2006 (Real-time video abstraction); Kuwahara with
Gaussian windows and weights instead of a choice (Papari, Petkov and Campisi 2007), the root of the anisotropic one
(Kyprianidis, Kang and Döllner 2009).
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from cv2.typing import MatLike

Image = MatLike  # (H, W, 3) float32


def flattened(image: Image, *, sigma_px: float, contrast: float, times: int) -> Image:
    """(H, W, 3) Lab with differences of less than about `contrast` (of L in 0..100) smoothed away."""
    for _ in range(times):
        image = cv2.bilateralFilter(image, 2 * round(1.5 * sigma_px) + 1, contrast, sigma_px)
    return image


def kuwahara(image: Image, *, radius_px: float, sharpness: float = 4.0) -> Image:
    """(H, W, 3) as dabs: every place takes the means of the calmest of eight windows around it."""
    sigma = radius_px / 2
    mean = cv2.GaussianBlur(image, (0, 0), sigma)
    spread = (cv2.GaussianBlur(image * image, (0, 0), sigma) - mean * mean).sum(2).clip(0)
    rows, columns = np.indices(image.shape[:2], dtype=np.float32)
    total, weights = np.zeros_like(image), np.zeros_like(spread)
    for angle in np.arange(8) * math.pi / 4:
        right, down = columns + radius_px * math.cos(angle), rows + radius_px * math.sin(angle)
        window = cv2.remap(np.dstack([mean, spread]), right, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        weight = (1 + window[..., 3]) ** -sharpness
        total += weight[..., None] * window[..., :3]
        weights += weight
    return total / weights[..., None]
