"""strengthened(): a toon weaker, down to the picture it was drawn from, or drawn further than the network went."""

from __future__ import annotations

import cv2
import numpy as np

from core.frame import RgbImage

FULL, MOST = 1.0, 1.5
"""The toon as the network drew it, and the most there is."""
_BASE_SHARE = 0.016  # of the height: what of the original is base and not drawing
_STROKE_SHARE = 1 / 60  # of the height: dark strokes are thinner
_FURTHER, _DARKER = 0.6, 1.1  # of the change from the base, and of the strokes' darkness, at twice the strength


def weakened(original: RgbImage, toon: RgbImage, strength: float) -> RgbImage:
    """Between the original, at 0, and the toon, from 1 on: (H, W, 3) uint8 RGB. Returns an input itself at both ends.

    Args:
        original: (H, W, 3) uint8 RGB.
        toon: of the same size.
        strength: 0 to MOST.
    """
    if strength <= 0:
        return original
    if strength >= FULL:
        return toon
    return np.asarray(cv2.addWeighted(original, 1 - strength, toon, strength, 0), np.uint8)


def furthered(original: RgbImage, toon: RgbImage, strength: float) -> RgbImage:
    """The toon taken further above a strength of 1: (h, w, 3) uint8 RGB. Returns the toon itself up to 1.

    What the network changed against the softened original grows, and so does the darkness of the toon's thin dark
    strokes. The softened original holds no noise and no wrinkles, so none come back as their negatives.

    Args:
        original: (h, w, 3) uint8 RGB.
        toon: of the same size.
        strength: 0 to MOST.
    """
    more = min(strength, MOST) - FULL
    if more <= 0:
        return toon
    height = toon.shape[0]
    base = cv2.stackBlur(original, _odd_square(2 * _BASE_SHARE * height))
    grey = cv2.cvtColor(toon, cv2.COLOR_RGB2GRAY)
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones(_odd_square(_STROKE_SHARE * height), np.uint8))
    darker = cv2.cvtColor(cv2.convertScaleAbs(strokes, alpha=more * _DARKER), cv2.COLOR_GRAY2RGB)
    further = cv2.addWeighted(toon, 1 + more * _FURTHER, base, -more * _FURTHER, 0)
    return np.asarray(cv2.subtract(further, darker), np.uint8)


def _odd_square(side: float) -> tuple[int, int]:
    odd = max(3, round(side) | 1)
    return odd, odd
