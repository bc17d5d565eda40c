"""Screen print: a poster in black and two spot colours on cream paper, each tone a flat tint."""

from __future__ import annotations

import numpy as np

from training.styles.flow import Plane, tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.smoothing import Image, flattened, kuwahara
from training.styles.tone import Rgb, evened, painted, rise, stepped, to_bytes, to_lab

_PAPER, _WARM, _COOL, _BLACK = (253, 246, 228), (235, 72, 66), (38, 118, 196), (22, 18, 30)
_PEN = Pen(width_px=1.0, length_px=3.0, threshold=0.011, softness=0.010)
_SPOT_PX = 6.0  # areas smaller than this take the colour of those around
_DENSEST = 0.88  # tint of the darkest tone that is not black


def screen_print(photo: Rgb) -> Rgb:
    """(H, W, 3) uint8 RGB photograph -> its print.

    Warm colours become tints of red and the others of blue, stronger where it is darker, in a few steps; the darkest
    parts are solid black, and outlines are bold.
    """
    calm = flattened(to_lab(photo), sigma_px=2.5, contrast=8, times=2)
    lightness = calm[..., 0] / 100
    lines = outlines(lightness, tangent_flow(lightness, sigma_px=2.5), _PEN)
    calm = kuwahara(calm, radius_px=2)
    tone = evened(calm[..., 0] / 100)
    tint = _DENSEST * stepped(rise(tone, 0.86, 0.10), steps=4, sharpness=5)
    warm = rise(_warmth(kuwahara(calm, radius_px=_SPOT_PX)), 4, 10)
    print_ = np.full(photo.shape, np.array(_PAPER, dtype=np.float32) / 255, dtype=np.float32)
    print_ = painted(print_, tint * (1 - warm), _COOL)
    print_ = painted(print_, tint * warm, _WARM)
    black = np.maximum(rise(tone, 0.33, 0.30), lines)
    return to_bytes(painted(print_, black, _BLACK))


def _warmth(lab: Image) -> Plane:
    """How far towards red and yellow, as far as its lightness lets a colour go."""
    return (lab[..., 1] + 0.6 * lab[..., 2]) / (lab[..., 0] / 100 + 0.15)
