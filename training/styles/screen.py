"""Screens that stand still on the picture: dots and strokes whose size carries the tone.

A screen's phase is that of the picture's upper left corner and its period is a few pixels, a divisor of the network's
own grid: only then can a convolutional network, which does not know where it is, learn to draw it.
"""

from __future__ import annotations

import numpy as np

from training.styles.flow import Plane


def dots(coverage: Plane, *, period_px: int) -> Plane:
    """Round dots in rows at 45 degrees that cover a share of the paper, `coverage` in 0..1; the ink, 0..1.

    Clustered-dot ordered dither (Holladay 1980; Ulichney 1987) with edges of about a pixel.
    """
    rows, columns = np.indices(coverage.shape, dtype=np.float32)
    turn = 2 * np.pi / period_px
    height = np.cos(turn * (columns + 0.5)) * np.cos(turn * (rows + 0.5))
    return _inked(height, coverage, slope=turn)


def strokes(coverage: Plane, *, period_px: int, across: tuple[int, int]) -> Plane:
    """Parallel strokes that grow with `coverage` in 0..1; the ink, 0..1.

    Args:
        coverage: (H, W).
        period_px: of the strokes along rows and along columns.
        across: (right, down), whole numbers: the direction in which one stroke follows the other.
    """
    rows, columns = np.indices(coverage.shape, dtype=np.float32)
    turn = 2 * np.pi / period_px
    height = np.cos(turn * (across[0] * columns + across[1] * rows))
    return _inked(height, coverage, slope=turn)


def _inked(height: Plane, coverage: Plane, *, slope: float) -> Plane:
    """Ink where the screen's height is among the `coverage` highest; `slope` is the height's change per pixel."""
    levels = np.sort(height[:64, :64], axis=None)
    threshold = np.interp(1 - coverage, np.linspace(0, 1, levels.size), levels).astype(np.float32)
    ink = np.clip((height - threshold) / slope + 0.5, 0, 1)
    return ink * np.clip(coverage * 12, 0, 1) + (1 - ink) * np.clip(coverage * 12 - 11, 0, 1)
