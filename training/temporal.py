"""The temporal loss: a toon should move with its photograph, and not change with the camera's noise."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

from training.filters import filtered

_SHIFT_PX = 3
_NOISE = 0.02
_LOBES = 4  # of the sinc by which images are moved, to either side
_MARGIN_PX = 8  # not compared after a shift: what a network draws depends on what is behind the border


def temporal_loss(network: nn.Module, photo: torch.Tensor, toon: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference between the toon of a moved, noised photograph and the moved toon.

    The next frame of a steady camera looks like this; a difference there is seen as flicker (Ruder et al. 2016,
    arXiv:1604.08610, with a known motion in place of an estimated one). The motion is by fractions of a pixel, so that
    it fits no grid of the network. Half of the batch is compared: it teaches the same at half the cost.

    Args:
        network: draws the second frame's toon.
        photo: (N, 3, H, W) RGB in 0..1.
        toon: what the network drew of it, same shape.

    Returns:
        A scalar.
    """
    half = (photo.shape[0] + 1) // 2
    shift = ((2 * torch.rand(2) - 1) * _SHIFT_PX).tolist()
    frame = moved(photo[:half], *shift)
    frame = (frame + _NOISE * torch.randn_like(frame)).clamp(0, 1)
    difference = network(frame).float() - moved(toon[:half], *shift)
    return difference[..., _MARGIN_PX:-_MARGIN_PX, _MARGIN_PX:-_MARGIN_PX].abs().mean()


def moved(images: torch.Tensor, down: float, right: float) -> torch.Tensor:
    """Move (N, C, H, W) by a number of pixels, whole or not; what leaves at one side comes in at the other.

    A windowed sinc (Duchon 1979) keeps lines as crisp as they are; a bilinear shift would soften them.
    """
    for axis, distance in ((2, down), (3, right)):
        whole = math.floor(distance)
        images = torch.roll(images, whole, axis)
        if distance != whole:
            images = _moved_by_fraction(images, distance - whole, axis)
    return images


def _moved_by_fraction(images: torch.Tensor, fraction: float, axis: int) -> torch.Tensor:
    places = torch.arange(1.0 - _LOBES, _LOBES + 1, device=images.device) - fraction
    taps = torch.sinc(places) * torch.sinc(places / _LOBES)
    taps = (taps / taps.sum()).flip(0)
    sides = (_LOBES, _LOBES - 1)
    around = functional.pad(images, (0, 0, *sides) if axis == 2 else (*sides, 0, 0), mode="circular")
    return filtered(around, taps[:, None] if axis == 2 else taps[None])
