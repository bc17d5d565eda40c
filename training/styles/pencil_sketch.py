"""Pencil sketch: graphite outlines on white paper, strokes along hair and folds, and smudged shade."""

from __future__ import annotations

import cv2
import numpy as np

from training.styles.flow import Flow, Plane, smooth_along, tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.smoothing import flattened
from training.styles.tone import Rgb, evened, painted, rise, to_bytes, to_lab

_PAPER, _GRAPHITE = (252, 251, 248), (38, 38, 44)
_PEN = Pen(width_px=0.8, length_px=2.5, threshold=0.008, softness=0.024)
_DARKEST = 0.75  # graphite of the deepest shade: what is smudged is never as black as a line
_SKIN = 0.010  # lightness by which pores and stubble differ: they are not drawn


def pencil_sketch(photo: Rgb) -> Rgb:
    """(H, W, 3) uint8 RGB photograph -> its drawing."""
    lab = to_lab(photo)
    lightness = flattened(lab, sigma_px=2, contrast=7, times=2)[..., 0] / 100
    flow = tangent_flow(lightness, sigma_px=2)
    lines = outlines(lightness, flow, _PEN)
    shade = np.clip(_shade(lightness) + _streaks(lab[..., 0] / 100, flow), 0, 1)
    graphite = 1 - (1 - _DARKEST * rise(shade, 0, 1)) * (1 - 0.95 * lines)
    paper = np.full(photo.shape, np.array(_PAPER, dtype=np.float32) / 255, dtype=np.float32)
    return to_bytes(painted(paper, graphite, _GRAPHITE))


def _shade(lightness: Plane) -> Plane:
    """How much graphite, 0..1: by darkness, and more by being darker than what is around."""
    around = cv2.GaussianBlur(lightness, (0, 0), 14)
    return np.clip(0.68 - evened(lightness) + 2.0 * (around - lightness), 0, 1)


def _streaks(lightness: Plane, flow: Flow) -> Plane:
    """Single strokes along the form, where hair or cloth shows some: darker above 0, lighter below."""
    detail = np.subtract(cv2.GaussianBlur(lightness, (0, 0), 3), cv2.GaussianBlur(lightness, (0, 0), 0.7))
    along = smooth_along(flow, detail, sigma_px=4)
    return np.clip(9 * np.sign(along) * np.maximum(np.abs(along) - _SKIN, 0), -0.5, 0.5)
