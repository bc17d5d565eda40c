"""U²-Net and its small sister U²-NetP (Qin et al. 2020, arXiv:2005.09007), with three channels out."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from training.networks.base import StyleNetwork

# Per stage: (depth of its inner U, 0 for the dilated one; inner channels; output channels), table 1 of the paper.
Stage = tuple[int, int, int]
_FULL_ENCODER: tuple[Stage, ...] = (
    (7, 32, 64),
    (6, 32, 128),
    (5, 64, 256),
    (4, 128, 512),
    (0, 256, 512),
    (0, 256, 512),
)
_FULL_DECODER: tuple[Stage, ...] = ((0, 256, 512), (4, 128, 256), (5, 64, 128), (6, 32, 64), (7, 16, 64))
_SMALL_ENCODER: tuple[Stage, ...] = tuple((depth, 16, 64) for depth in (7, 6, 5, 4, 0, 0))
_SMALL_DECODER: tuple[Stage, ...] = tuple((depth, 16, 64) for depth in (0, 4, 5, 6, 7))


def _convolution(inputs: int, outputs: int, *, dilation: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _halve(features: torch.Tensor) -> torch.Tensor:
    return functional.max_pool2d(features, 2)


def _enlarge(features: torch.Tensor, *, times: int = 2) -> torch.Tensor:
    return functional.interpolate(features, scale_factor=float(times), mode="bilinear", align_corners=False)


class _ResidualU(nn.Module):
    """RSU-L: a U-Net inside a residual block, which sees far at every scale of the outer U."""

    def __init__(self, depth: int, inputs: int, inner: int, outputs: int) -> None:
        super().__init__()
        self.enter = _convolution(inputs, outputs)
        self.down = nn.ModuleList([_convolution(outputs if i == 0 else inner, inner) for i in range(depth - 1)])
        self.bottom = _convolution(inner, inner, dilation=2)
        self.up = nn.ModuleList(
            [_convolution(2 * inner, outputs if i == depth - 2 else inner) for i in range(depth - 1)]
        )

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        entered = self.enter(features)
        features, skips = entered, []
        for index, layer in enumerate(self.down):
            features = layer(features if index == 0 else _halve(features))
            skips.append(features)
        features = self.bottom(features)
        for index, layer in enumerate(self.up):
            features = layer(torch.cat([features if index == 0 else _enlarge(features), skips.pop()], 1))
        return features + entered


class _DilatedResidualU(nn.Module):
    """RSU-4F: the same at one size, with growing dilation in place of pooling."""

    def __init__(self, inputs: int, inner: int, outputs: int) -> None:
        super().__init__()
        self.enter = _convolution(inputs, outputs)
        self.down = nn.ModuleList(
            [_convolution(outputs if i == 0 else inner, inner, dilation=d) for i, d in enumerate((1, 2, 4))]
        )
        self.bottom = _convolution(inner, inner, dilation=8)
        self.up = nn.ModuleList([_convolution(2 * inner, outputs if d == 1 else inner, dilation=d) for d in (4, 2, 1)])

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        entered = self.enter(features)
        features, skips = entered, []
        for layer in self.down:
            features = layer(features)
            skips.append(features)
        features = self.bottom(features)
        for layer in self.up:
            features = layer(torch.cat([features, skips.pop()], 1))
        return features + entered


def _stage(inputs: int, stage: Stage) -> nn.Module:
    depth, inner, outputs = stage
    return _ResidualU(depth, inputs, inner, outputs) if depth else _DilatedResidualU(inputs, inner, outputs)


class U2Net(StyleNetwork):
    """Draws the toon itself, through a sigmoid, from six scales and their fusion; starts from random weights."""

    has_side_outputs = True

    def __init__(self, *, small: bool) -> None:
        """Build U²-NetP (1.1 million parameters) if `small`, else U²-Net (44 million)."""
        super().__init__()
        encoder, decoder = (_SMALL_ENCODER, _SMALL_DECODER) if small else (_FULL_ENCODER, _FULL_DECODER)
        widths = [3, *(outputs for _, _, outputs in encoder)]
        self.down = nn.ModuleList([_stage(inputs, stage) for inputs, stage in zip(widths, encoder, strict=False)])
        below, stages = widths[-1], []
        for stage, skip in zip(decoder, reversed(widths[1:-1]), strict=True):
            stages.append(_stage(below + skip, stage))
            below = stage[2]
        self.up = nn.ModuleList(stages)
        scales = [widths[-1], *(outputs for _, _, outputs in decoder)]
        self.sides_out = nn.ModuleList([nn.Conv2d(width, 3, 3, padding=1) for width in scales])
        self.fuse = nn.Conv2d(3 * len(scales), 3, 1)

    def side_outputs(self, image: torch.Tensor) -> list[torch.Tensor]:
        """(N, 3, H, W) RGB in 0..1 -> seven logits of the toon, same shape: fused, then fine to coarse."""
        features, skips = image * 2 - 1, []
        for index, stage in enumerate(self.down):
            features = stage(features if index == 0 else _halve(features))
            skips.append(features)
        found = [self.sides_out[0](skips.pop())]
        for stage, side in zip(self.up, list(self.sides_out)[1:], strict=True):
            features = stage(torch.cat([_enlarge(features), skips.pop()], 1))
            found.append(side(features))
        depth = len(found)
        logits = [
            side if level == depth - 1 else _enlarge(side, times=2 ** (depth - 1 - level))
            for level, side in enumerate(found)
        ]
        return [self.fuse(torch.cat(logits, 1)), *reversed(logits)]

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1, H and W multiples of 32 -> the toon, the same."""
        return torch.sigmoid(self.side_outputs(image)[0])
