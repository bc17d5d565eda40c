"""Static "same" padding: TensorFlow's, with widths that no longer depend on the image's size."""

from __future__ import annotations

import torch
from timm.layers.conv2d_same import Conv2dSame
from torch import nn
from torch.nn import functional

from training.networks.replacing import replace_layers


class StaticSameConv2d(nn.Conv2d):
    """Does what timm's `Conv2dSame` does with features whose sides are multiples of its stride.

    `Conv2dSame` computes the padding from each image's size. The exporter follows that through every layer, for hours.
    """

    def __init__(self, same: nn.Conv2d) -> None:
        """Take another's place, with its own weights."""
        super().__init__(
            same.in_channels,
            same.out_channels,
            (same.kernel_size[0], same.kernel_size[1]),
            (same.stride[0], same.stride[1]),
            dilation=(same.dilation[0], same.dilation[1]),
            groups=same.groups,
            bias=same.bias is not None,
            device="meta",
        )
        self.weight, self.bias = same.weight, same.bias
        missing = [
            max(0, dilation * (kernel - 1) + 1 - stride)
            for kernel, stride, dilation in zip(self.kernel_size, self.stride, self.dilation, strict=True)
        ]
        (top, bottom), (left, right) = ((total // 2, total - total // 2) for total in missing)
        self.border = (left, right, top, bottom)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002  # the base class's name
        padded = functional.pad(input, self.border)
        return functional.conv2d(padded, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def replace_same_convolutions(network: nn.Module) -> None:
    """Put an `StaticSameConv2d` in the place of every `Conv2dSame`; the weights keep their names."""
    replace_layers(network, _static)


def _static(layer: nn.Module) -> nn.Module | None:
    if isinstance(layer, nn.Conv2d) and isinstance(layer, Conv2dSame):  # timm's decorator hides what it is
        return StaticSameConv2d(layer)
    return None
