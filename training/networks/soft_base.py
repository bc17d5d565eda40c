"""Networks that draw onto a soft photograph: without grain and pores, so none passes unless the network draws it."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from training.networks.base import StyleNetwork

_SOFT_PX = 4  # side of the squares whose means are all that the soft photograph keeps
_LUMA = (0.299, 0.587, 0.114)  # of R, G and B, ITU-R BT.601


class SoftBaseNetwork(StyleNetwork):
    """A network that learns the change from a soft photograph to the toon."""

    head: nn.Conv2d
    """The last layer; its outputs are grouped by colour."""

    def change(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1 -> what is added to the soft photograph, the same shape."""
        raise NotImplementedError

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1, H and W multiples of `multiple_of` -> the toon, same shape, not clamped."""
        change = self.change(image)
        return soft_photograph(image) + change

    @torch.no_grad()
    def exaggerate(self, lightness: float) -> None:
        """Multiply the learned change of lightness by a factor; 1 changes nothing.

        A network trained on few pairs and without an adversary hedges: it draws a line faintly where it is unsure of
        the place. A factor above 1 undoes that. It is folded into the head's weights and costs nothing at run time.
        """
        mix = torch.eye(3) + (lightness - 1) * torch.tensor(_LUMA).expand(3, 3)
        for weights in (self.head.weight, self.head.bias):
            if weights is not None:
                by_colour = weights.view(3, -1)
                weights.copy_((mix.to(weights) @ by_colour).view_as(weights))


def soft_photograph(image: torch.Tensor) -> torch.Tensor:
    """Means over 4 x 4 px of (N, C, H, W), interpolated bilinearly to the same shape; H and W multiples of 4."""
    means = functional.avg_pool2d(image, _SOFT_PX, _SOFT_PX)
    return functional.interpolate(means, scale_factor=float(_SOFT_PX), mode="bilinear")
