"""Ink and halftone: a comic's print in black and two spot colours on cream paper."""

from __future__ import annotations

import numpy as np

from training.styles.flow import tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.screen import dots
from training.styles.smoothing import flattened, kuwahara
from training.styles.tone import Rgb, painted, rise, stepped, to_bytes, to_lab

PERIOD_PX = 8
_PAPER, _WARM, _COOL, _BLACK = (253, 246, 228), (235, 72, 66), (38, 118, 196), (22, 18, 30)
_PEN = Pen(width_px=1.0, length_px=3.0, threshold=0.011, softness=0.010)


def ink_halftone(photo: Rgb) -> Rgb:
    """(H, W, 3) uint8 RGB photograph -> its print.

    Warm colours become red dots and the others blue ones, larger where it is darker, in a few sizes; the darkest
    parts are solid black, and outlines are bold.
    """
    calm = flattened(to_lab(photo), sigma_px=2.5, contrast=8, times=2)
    lightness = calm[..., 0] / 100
    flow = tangent_flow(lightness, sigma_px=2.5)
    lines = outlines(lightness, flow, _PEN)
    calm = kuwahara(calm, radius_px=2)
    tone = calm[..., 0] / 100
    warmth = (calm[..., 1] + 0.6 * calm[..., 2]) / (tone + 0.15)
    coverage = 0.88 * stepped(rise(tone, 0.86, 0.10), steps=6, sharpness=6)
    warm = rise(warmth, 6, 10)
    print_ = np.full(photo.shape, np.array(_PAPER, dtype=np.float32) / 255, dtype=np.float32)
    ink = dots(coverage, period_px=PERIOD_PX)
    print_ = painted(print_, ink * (1 - warm), _COOL)
    print_ = painted(print_, ink * warm, _WARM)
    black = np.maximum(rise(tone, 0.205, 0.19), lines)
    return to_bytes(painted(print_, black, _BLACK))
