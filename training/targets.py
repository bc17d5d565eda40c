"""Prepares the targets that toons are compared with: whose they are, their colours, their sharpness."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from training.filters import filtered

_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601
_SMOOTH_PX = 8  # side of the areas whose colours are compared; divides every side that networks take
_DARKEST = 0.03
_BRIGHTEST_GAIN = 1.5


def prepare(
    target: torch.Tensor, photo: torch.Tensor, *, teacher: nn.Module | None, true_colours: bool, sharpen: float
) -> torch.Tensor:
    """Make the target of a batch, without gradients.

    Args:
        target: (N, 3, H, W) RGB in 0..1, the pairs' own.
        photo: likewise, the photographs.
        teacher: a network whose toons take the place of `target`; None: the pairs' own are learned.
        true_colours: give the target the photograph's hue and saturation; see `coloured`.
        sharpen: how much of its fine detail is added to the target; see `sharpened`.

    Returns:
        Same shape and range.
    """
    with torch.no_grad():
        if teacher is not None:
            target = teacher(photo).float().clamp(0, 1)
        if true_colours:
            target = coloured(target, photo)
        return sharpened(target, sharpen) if sharpen else target


def coloured(target: torch.Tensor, photo: torch.Tensor) -> torch.Tensor:
    """(N, 3, H, W) in 0..1 with the smooth hue and saturation of the photograph, the same shape.

    Lightness, lines and small details stay the target's. What painters do with colours is not told by the photograph:
    some turn dark skin grey and every hair red, and a network that learns from few pairs does it to everybody.
    """
    light, photo_light = luma(target), luma(photo)
    gain = (smooth(light) + _DARKEST) / (smooth(photo_light) + _DARKEST)
    wanted = smooth(photo - photo_light) * gain.clamp(max=_BRIGHTEST_GAIN)
    return (target + wanted - smooth(target - light)).clamp(0, 1)


def luma(image: torch.Tensor) -> torch.Tensor:
    """(N, 3, H, W) RGB -> its lightness, (N, 1, H, W)."""
    weights = torch.tensor(_LUMA, device=image.device).view(1, 3, 1, 1)
    return (image * weights).sum(1, keepdim=True)


def smooth(image: torch.Tensor) -> torch.Tensor:
    """Means over areas of 8 x 8 px, interpolated to the same shape."""
    means = functional.avg_pool2d(image, _SMOOTH_PX)
    return functional.interpolate(means, scale_factor=float(_SMOOTH_PX), mode="bilinear")


def sharpened(image: torch.Tensor, amount: float) -> torch.Tensor:
    """(N, 3, H, W) in 0..1 with `amount` of what a Gaussian of one pixel takes from it added, clamped to the range.

    Without an adversary a network that is unsure where a line lies draws the mean of its places, which is soft. Of
    sharpened targets it draws the sharpened mean, at no cost when it runs.
    """
    soft = functional.pad(image, (2, 2, 2, 2), mode="replicate")
    bell = torch.exp(-0.5 * torch.arange(-2.0, 3.0, device=image.device).square())
    soft = filtered(soft, bell[:, None] * bell / bell.sum() ** 2)
    return (image + amount * (image - soft)).clamp(0, 1)
