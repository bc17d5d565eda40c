"""Outlines: the flow-based difference of Gaussians with a soft threshold.

Kang, Lee and Chui 2007 (Coherent line drawing) and 2009 (Flow-based image abstraction); the threshold is that of
Winnemöller, Kyprianidis and Olsen 2012 (XDoG: an extended difference-of-Gaussians compendium).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.styles.flow import Flow, Plane, across, smooth_along


@dataclass(frozen=True)
class Pen:
    """How lines are drawn.

    Attributes:
        width_px: Gaussian of the line's core; the line is about three times as wide.
        length_px: Gaussian along the line: longer is calmer and loses small things.
        threshold: difference of lightness (0..1) from which there is a line.
        softness: differences over which a line goes from nothing to full.
    """

    width_px: float
    length_px: float
    threshold: float
    softness: float


_SURROUND = 1.6  # of the wider Gaussian to the narrower: near the Laplacian (Marr and Hildreth 1980)


def outlines(lightness: Plane, flow: Flow, pen: Pen) -> Plane:
    """Ink of the lines of (H, W) lightness in 0..1: 0 none, 1 full."""
    reach = round(2.5 * _SURROUND * pen.width_px)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    weights = _bell(offsets, _SURROUND * pen.width_px) - _bell(offsets, pen.width_px)
    difference = np.zeros_like(lightness)
    for offset, weight in zip(offsets, weights, strict=True):
        difference += np.float32(weight) * across(flow, lightness, float(offset))
    coherent = smooth_along(flow, difference, sigma_px=pen.length_px)
    ink = np.tanh((coherent - pen.threshold) / pen.softness)
    return np.clip(ink, 0, 1).astype(np.float32)


def _bell(offsets: Plane, sigma: float) -> Plane:
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    return weights / weights.sum()
