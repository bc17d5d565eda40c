"""Watercolour: a few transparent washes, each with a dark rim, laid over one another on smooth white paper.

Edge darkening and uneven pigment as in Bousseau et al. 2006 (Interactive watercolor rendering with temporal
coherence and abstraction) and Curtis et al. 1997 (Computer-generated watercolor); glazes multiply, by Beer's law.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.styles.flow import Plane, tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.smoothing import Image, flattened, kuwahara
from training.styles.tone import Rgb, evened, rise, to_bytes, to_lab, to_rgb

_PAPER = np.array((254, 252, 247), dtype=np.float32) / 255
_BRUSH = Pen(width_px=0.9, length_px=3, threshold=0.012, softness=0.03)
# Lightness at which a wash begins, and the density that it adds.
_WASHES = ((0.88, 0.08), (0.74, 0.11), (0.60, 0.15), (0.45, 0.22), (0.31, 0.30), (0.19, 0.40))
_RIM_PX, _GAP_PX = 2.0, 2.5


def watercolour(photo: Rgb) -> Rgb:
    """(H, W, 3) uint8 RGB photograph -> its painting."""
    lab = flattened(to_lab(photo), sigma_px=2.5, contrast=8, times=2)
    wash = kuwahara(kuwahara(lab, radius_px=2), radius_px=2.5)
    light = lab[..., 0] / 100
    strokes = outlines(light, tangent_flow(light, sigma_px=2), _BRUSH)
    density = _glazed(evened(wash[..., 0] / 100), uneven=_settled(lab, wash)) * (1 - 0.8 * _gaps(light)) + 0.6 * strokes
    return to_bytes(_PAPER * np.exp(-_hue(wash) * density[..., None]))


def _glazed(lightness: Plane, *, uneven: Plane) -> Plane:
    """Density of all the washes: each has its border where the lightness passes its own, and a rim inside it."""
    total = np.zeros_like(lightness)
    for begin, density in _WASHES:
        mask = rise(lightness, begin + 0.02, begin - 0.02)
        rim = mask * (1 - cv2.GaussianBlur(mask, (0, 0), _RIM_PX))
        total += density * (0.85 * mask * uneven + 2.0 * rim)
    return total


def _gaps(lightness: Plane) -> Plane:
    """Paper left white on the lighter side of an edge, so that wet washes do not run together; 0..1."""
    return rise(lightness - cv2.GaussianBlur(lightness, (0, 0), _GAP_PX), 0.04, 0.12)


def _settled(lab: Image, wash: Image) -> Plane:
    """Uneven pigment inside a wash: where the photograph was a little darker, more has flowed together; near 1."""
    difference = cv2.GaussianBlur(wash[..., 0] - lab[..., 0], (0, 0), 1.5) / 100
    return np.clip(1 + 4 * difference, 0.7, 1.5)


def _hue(wash: Image) -> Image:
    """What the pigment takes away of red, green and blue at density 1, with a mean of 1."""
    chroma = wash * np.array((1, 1.7, 1.9), dtype=np.float32) + np.array((0, 0, -3), dtype=np.float32)
    taken = -np.log(to_rgb(chroma).clip(0.03, 0.97))
    return taken / taken.mean(2, keepdims=True)
