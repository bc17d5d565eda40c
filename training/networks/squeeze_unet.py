"""SqueezeUNet: a small U-Net on the SqueezeNet 1.1 encoder, made to run live on a laptop's processor.

The encoder is SqueezeNet 1.1 (Iandola et al. 2016, arXiv:1602.07360), so that its ImageNet weights can start it:
on a hundred pairs that start matters more than any other choice. It looks at the image at half its size, which is
enough to know what is to be drawn. The decoder is a U-Net's (Ronneberger et al. 2015, arXiv:1505.04597); at a quarter
and at half of the size it sees the pixels themselves again, by pixel unshuffles, and one pixel shuffle (Shi et al.
2016, arXiv:1609.05158) brings the full size. What is drawn is added to a soft version of the photograph: grain and
pores are not in it, so none of them passes unless the network draws it. No normalisation, and only operators that
every runtime has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import torch
from torch import nn
from torch.nn import functional
from torchvision.models import SqueezeNet1_1_Weights, squeezenet1_1
from torchvision.models.squeezenet import SqueezeNet

from training.networks.soft_base import SoftBaseNetwork
from training.normalisation import IMAGENET
from training.weights import load_pretrained

_Skip = tuple[torch.Tensor, float]  # features, and their size (root of the mean square)
# Layers of the encoder whose outputs are taken, from 1/4 of the size to 1/32, and the root of these outputs' mean
# square on portraits with the ImageNet weights: there is no normalisation, so that the decoder has to know it.
_TAP_SIZES = {1: 32.0, 4: 65.0, 7: 59.0, 12: 9.0}


def build_squeezenet(weights: str) -> SqueezeNet:
    """SqueezeNet 1.1 with the weights of "hub", "none" or a file."""
    network = load_pretrained(squeezenet1_1, SqueezeNet1_1_Weights.IMAGENET1K_V1, weights, name="squeezenet1_1")
    if not isinstance(network, SqueezeNet):
        raise TypeError(type(network))
    return network


@dataclass(frozen=True)
class Widths:
    """How wide the decoder is.

    Attributes:
        channels: at 1/32, 1/16, 1/8, 1/4 and 1/2 of the size.
        depths: 3x3 convolutions at each of these sizes.
        pixels: channels in which the pixels come back at 1/4.
    """

    channels: tuple[int, ...]
    depths: tuple[int, ...]
    pixels: int


FULL = Widths(channels=(192, 160, 96, 64, 24), depths=(1, 1, 2, 1, 1), pixels=48)
LIGHT = Widths(channels=(128, 96, 64, 32, 16), depths=(1, 1, 1, 1, 1), pixels=32)
"""Half of the multiplications."""


class BlurPool(nn.Module):
    """Maximum pooling that is blurred before it is subsampled (Zhang 2019, arXiv:1904.11486).

    Without the blur, features at 1/8 of the size and deeper depend on where the image lies on the grid, and the toon
    changes when the image moves.
    """

    blur: torch.Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        bell = torch.tensor([1.0, 2.0, 1.0]) / 4
        kernel = (bell[:, None] * bell).expand(channels, 1, 3, 3).contiguous()
        self.register_buffer("blur", kernel, persistent=False)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        highest = functional.max_pool2d(features, 3, stride=1, padding=1)
        return functional.conv2d(highest, self.blur, stride=2, padding=1, groups=features.shape[1])


class SqueezeEncoder(nn.Module):
    """SqueezeNet's features with padding, so that every scale is exactly half the one before."""

    channels = (64, 128, 256, 512)

    def __init__(self, weights: str) -> None:
        super().__init__()
        first, *layers = build_squeezenet(weights).features
        if not isinstance(first, nn.Conv2d):
            raise TypeError(type(first))
        self.first = first
        widths = iter(self.channels)
        self.layers = nn.ModuleList(
            BlurPool(next(widths)) if isinstance(layer, nn.MaxPool2d) else layer for layer in layers
        )

    def forward(self, halves: torch.Tensor) -> list[torch.Tensor]:
        """Features of the image at half its size, at 1/4, 1/8, 1/16 and 1/32 of its full size.

        Args:
            halves: (N, 12, H / 2, W / 2), the pixels of every 2x2 square, colour by colour, normalised as for ImageNet.
        """
        # Each weight for all four pixels of a square, a quarter each: the image's mean is never made by itself.
        weight = self.first.weight.repeat_interleave(4, dim=1) / 4
        image = functional.conv2d(halves, weight, self.first.bias, stride=2, padding=1)
        features = []
        for index, layer in enumerate(self.layers, start=1):
            image = layer(image)
            if index in _TAP_SIZES:
                features.append(image)
        return features


class _Mix(nn.Conv2d):
    """A 1x1 convolution of features of a known size (root of the mean square)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 1)

    def forward(self, input: torch.Tensor, size: float = 1.0) -> torch.Tensor:  # noqa: A002  # the base class's name
        return functional.conv2d(input, self.weight / size, self.bias)  # an exported graph has the quotient


class _Block(nn.Module):
    """Adds up the level below, enlarged, and the skips, each mixed; then 3x3 convolutions, each added to its input."""

    def __init__(self, below: int, skips: Sequence[int], channels: int, depth: int) -> None:
        super().__init__()
        self.below = _Mix(below, channels) if below else None
        self.skips = nn.ModuleList(_Mix(skip, channels) for skip in skips)
        self.refine = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(depth))

    def forward(self, below: torch.Tensor | None, skips: Sequence[_Skip]) -> torch.Tensor:
        parts = [mix(skip, size) for mix, (skip, size) in zip(self.skips, skips, strict=True)]
        if self.below is not None and below is not None:
            # A 1x1 convolution before enlarging is the same as one after it, at a quarter of the cost. Bilinear, as
            # squares would stand still while the image moves; ONNX Runtime also has a faster kernel for it.
            parts.append(functional.interpolate(self.below(below), scale_factor=2.0, mode="bilinear"))
        features = functional.relu(reduce(torch.add, parts))
        for convolution in self.refine:
            features = functional.relu(features + convolution(features))
        return features


class SqueezeUNet(SoftBaseNetwork):
    """Predicts the change from a soft photograph to the toon, and adds it."""

    preferred_px = 640  # a webcam's image of that width takes as long as a square of 512 px
    supports_int8 = True
    unshuffle_2: torch.Tensor
    unshuffle_4: torch.Tensor
    offset_2: torch.Tensor
    offset_4: torch.Tensor

    def __init__(self, *, encoder_weights: str = "hub", widths: Widths = FULL) -> None:
        """Build the network.

        Args:
            encoder_weights: of SqueezeNet 1.1: "hub", "none" or the path of a file.
            widths: of the decoder.
        """
        super().__init__()
        self.encoder = SqueezeEncoder(encoder_weights)
        quarter, *deeper = SqueezeEncoder.channels
        skips = [*([channels] for channels in reversed(deeper)), [quarter, widths.pixels], [12]]
        channels = widths.channels
        self.blocks = nn.ModuleList(map(_Block, (0, *channels[:-1]), skips, channels, widths.depths))
        self.pixels = nn.Conv2d(48, widths.pixels, 3, padding=1)
        self.head = nn.Conv2d(channels[-1], 12, 3, padding=1, bias=False)
        nn.init.normal_(self.head.weight, std=1e-3)  # near nothing: the first toon is the soft photograph
        mean, std = torch.tensor(IMAGENET.mean), torch.tensor(IMAGENET.std)
        for step in (2, 4):
            kernels = torch.eye(3 * step**2).view(-1, 3, step, step) / std.view(3, 1, 1)
            self.register_buffer(f"unshuffle_{step}", kernels, persistent=False)
            self.register_buffer(f"offset_{step}", (-mean / std).repeat_interleave(step**2), persistent=False)

    def change(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1, H and W multiples of 32 -> what is added to the soft photograph, the same shape."""
        # The pixel unshuffles are convolutions with fixed weights, which normalise as well: the operator becomes a
        # chain of reshapes.
        halves = functional.conv2d(image, self.unshuffle_2, self.offset_2, stride=2)
        quarters = functional.conv2d(image, self.unshuffle_4, self.offset_4, stride=4)
        pixels = functional.relu(self.pixels(quarters))
        quarter, *deeper = zip(self.encoder(halves), _TAP_SIZES.values(), strict=True)
        deepest, *others = reversed(deeper)
        first, *blocks = self.blocks
        features = first(None, [deepest])
        finer = [*([skip] for skip in others), [quarter, (pixels, 1.0)], [(halves, 1.0)]]
        for block, level in zip(blocks, finer, strict=True):
            features = block(features, level)
        # Of 16 outputs, of which four are thrown away: in 8 bits that takes half as long as 12.
        weight = functional.pad(self.head.weight, (0, 0, 0, 0, 0, 0, 0, 4))
        drawn = functional.conv2d(features, weight, padding=1)[:, :12]
        return functional.pixel_shuffle(drawn, 2)
