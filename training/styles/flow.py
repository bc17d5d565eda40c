"""The direction in which a drawing hand would go: the edge tangent flow, and smoothing along it.

Structure tensor smoothed as a whole (Brox et al. 2006, Nonlinear structure tensors; Kyprianidis and Döllner 2008,
Image abstraction by structure adaptive filtering), line integral convolution (Cabral and Leedom 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

Plane = MatLike  # (H, W) float32


@dataclass(frozen=True)
class Flow:
    """Unit vectors (right, down) along the edges at every place, two (H, W) planes."""

    right: Plane
    down: Plane


def tangent_flow(lightness: Plane, *, sigma_px: float) -> Flow:
    """Direction of least change of (H, W) lightness, averaged over a Gaussian of `sigma_px`."""
    right, down = (cv2.Sobel(lightness, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    products = np.dstack([right * right, right * down, down * down])
    rr, rd, dd = cv2.split(cv2.GaussianBlur(products, (0, 0), sigma_px))
    angle = 0.5 * np.arctan2(2 * rd, rr - dd) + np.pi / 2
    return Flow(np.cos(angle), np.sin(angle))


def smooth_along(flow: Flow, plane: Plane, *, sigma_px: float) -> Plane:
    """Gaussian of `sigma_px` over (H, W) along the stream lines through each place, in steps of a pixel."""
    total, weights = plane.copy(), 1.0
    for way in (1.0, -1.0):
        columns, rows = _places(plane.shape)
        right, down = way * flow.right, way * flow.down
        for step in range(1, round(2.5 * sigma_px) + 1):
            columns, rows = columns + right, rows + down
            weight = float(np.exp(-0.5 * (step / sigma_px) ** 2))
            total += weight * _sampled(plane, columns, rows)
            weights += weight
            next_right, next_down = _sampled(flow.right, columns, rows), _sampled(flow.down, columns, rows)
            onward = np.where(right * next_right + down * next_down < 0, np.float32(-1), np.float32(1))
            right, down = onward * next_right, onward * next_down
    return total / np.float32(weights)


def across(flow: Flow, plane: Plane, offset_px: float) -> Plane:
    """(H, W) as seen `offset_px` to the side of the flow at each place."""
    columns, rows = _places(plane.shape)
    return _sampled(plane, columns - offset_px * flow.down, rows + offset_px * flow.right)


def _places(shape: tuple[int, ...]) -> tuple[Plane, Plane]:
    rows, columns = np.indices(shape, dtype=np.float32)
    return columns, rows


def _sampled(plane: Plane, columns: Plane, rows: Plane) -> Plane:
    return cv2.remap(plane, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
