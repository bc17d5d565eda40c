"""The soft photograph that a toon is drawn onto: grain and pores are not in it, so none passes unless it is drawn."""

from __future__ import annotations

import torch
from torch.nn import functional

SOFT_PX = 4
"""Side of the squares whose means are all that the base keeps."""


def square_means(image: torch.Tensor) -> torch.Tensor:
    """(N, C, H, W), H and W multiples of 4 -> (N, C, H / 4, W / 4)."""
    return functional.avg_pool2d(image, SOFT_PX, SOFT_PX)


def interpolated(means: torch.Tensor) -> torch.Tensor:
    """(N, C, H / 4, W / 4) -> (N, C, H, W), bilinearly."""
    return functional.interpolate(means, scale_factor=float(SOFT_PX), mode="bilinear")
