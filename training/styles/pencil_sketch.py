"""Pencil sketch: graphite outlines on white paper, shaded by hatching that turns with the form."""

from __future__ import annotations

import cv2
import numpy as np

from training.styles.flow import Flow, Plane, smooth_along, tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.screen import strokes
from training.styles.smoothing import flattened
from training.styles.tone import Rgb, painted, rise, to_bytes, to_lab

PERIOD_PX = 4
_PAPER, _GRAPHITE = (252, 251, 248), (38, 38, 44)
_PEN = Pen(width_px=0.8, length_px=2.5, threshold=0.006, softness=0.028)


def pencil_sketch(photo: Rgb) -> Rgb:
    """(H, W, 3) uint8 RGB photograph -> its drawing."""
    sharp = to_lab(photo)[..., 0] / 100
    lightness = flattened(to_lab(photo), sigma_px=2, contrast=7, times=2)[..., 0] / 100
    flow = tangent_flow(lightness, sigma_px=2)
    lines = outlines(lightness, flow, _PEN)
    shade = np.clip(_shade(lightness) + _streaks(sharp, flow), 0, 1)
    graphite = 1 - (1 - _hatching(shade, tangent_flow(lightness, sigma_px=6))) * (1 - 0.95 * lines)
    paper = np.full(photo.shape, np.array(_PAPER, dtype=np.float32) / 255, dtype=np.float32)
    return to_bytes(painted(paper, graphite, _GRAPHITE))


def _shade(lightness: Plane) -> Plane:
    """How much graphite, 0..1: by darkness, and by being darker than what is around."""
    around = cv2.GaussianBlur(lightness, (0, 0), 14)
    return np.clip(1.0 * (0.68 - lightness) + 2.0 * (around - lightness), 0, 1)


def _streaks(lightness: Plane, flow: Flow) -> Plane:
    """Single strokes along the form, where hair or cloth shows some: darker above 0, lighter below."""
    detail = cv2.GaussianBlur(lightness, (0, 0), 3) - cv2.GaussianBlur(lightness, (0, 0), 0.6)
    return np.clip(6 * smooth_along(flow, detail, sigma_px=3), -0.45, 0.45)


def _hatching(shade: Plane, form: Flow) -> Plane:
    """Graphite of strokes along the nearer diagonal of the form; in the dark they run together."""
    rising = rise(form.right * form.down, 0.12, -0.12)
    width = 0.2 + 0.5 * shade
    up = strokes(width, period_px=PERIOD_PX, across=(1, 1))
    down = strokes(width, period_px=PERIOD_PX, across=(1, -1))
    stroke = rising * up + (1 - rising) * down
    pressure = rise(shade, 0.04, 0.5)
    smudge = 0.06 * pressure + 0.45 * rise(shade, 0.35, 1.0)
    return 1 - (1 - smudge) * (1 - (0.35 + 0.4 * shade) * pressure * stroke)
