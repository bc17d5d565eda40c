"""The loss of a toon against its target: pixels, features, style and smoothness, each with its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from training.features import FeatureNetwork
from training.filters import filtered
from training.settings.loss import LossConfig

_LINE_REACH_PX = 12  # how far a line may lie from its target's and still be the same line


def normalised(features: torch.Tensor) -> torch.Tensor:
    """(N, C, H, W) scaled to unit length over the channels at each place (Zhang et al. 2018), float32."""
    return functional.normalize(features.float(), dim=1, eps=1e-6)


def feature_distance(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Squared distance of channel-normalised (N, C, H, W) features: summed over C, mean over places; scalar, 0..4."""
    return (normalised(found) - normalised(wanted)).square().sum(1).mean()


def gram(features: torch.Tensor) -> torch.Tensor:
    """Gram matrix (N, C, C) float32 of (N, C, H, W): which channels go together, wherever (Gatys et al. 2015)."""
    flat = features.float().flatten(2)
    with torch.autocast(features.device.type, enabled=False):
        return flat @ flat.transpose(1, 2) / flat.shape[2]


def style_distance(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Squared Frobenius distance of the Gram matrices over the wanted one's own, so that every block counts alike."""
    return gram_distance(found, gram(wanted))


def gram_distance(found: torch.Tensor, want: torch.Tensor) -> torch.Tensor:
    """The same of features (N, C, H, W) and a Gram matrix (N or 1, C, C) that is known."""
    apart = (gram(found) - want).square().sum((1, 2))
    return (apart / (want.square().sum((1, 2)) + 1e-8)).mean()


def excess_texture(toon: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean gradient that (N, 3, H, W) has beyond its target's nearby; scalar, 0..2.

    Total variation (Mahendran and Vedaldi 2015, arXiv:1412.0035) where the target is flat, and nothing where the
    target has a line within two pixels: skin becomes smooth without outlines growing faint.
    """
    total = toon.new_zeros(())
    for axis in (2, 3):
        allowed = functional.max_pool2d(target.diff(dim=axis).abs(), 5, stride=1, padding=2)
        total = total + functional.relu(toon.diff(dim=axis).abs() - allowed).mean()
    return total


def line_difference(toon: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the Laplacian's mean strength around each place; (N, 3, H, W) -> a scalar.

    The other terms pay for a line that is a pixel beside its target's twice, so that a network which is unsure of the
    place draws it soft. Here only the strength within some pixels counts, and a crisp line pays wherever it is.
    """
    return functional.l1_loss(_line_strength(toon), _line_strength(target))


def _line_strength(image: torch.Tensor) -> torch.Tensor:
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]], device=image.device)
    lines = filtered(image.mean(1, keepdim=True), kernel).abs()
    return functional.avg_pool2d(lines, _LINE_REACH_PX, stride=_LINE_REACH_PX // 2)


def side_loss(logits: Sequence[torch.Tensor], target: torch.Tensor) -> torch.Tensor:
    """Sum of the binary cross-entropies of every output with the target, each (N, 3, H, W); a scalar."""
    return torch.stack([functional.binary_cross_entropy_with_logits(side.float(), target) for side in logits]).sum()


def spread(given: Sequence[float] | None, blocks: int) -> list[float]:
    """Weights for every block of a feature network.

    Args:
        given: one for each block, shallow first; as many as another network has, which are spread over the depth, so
            that a recipe goes with any feature network; or None, for 1 each.
        blocks: of the network.
    """
    if given is None:
        return [1.0] * blocks
    return [given[block * len(given) // blocks] for block in range(blocks)]


@dataclass(frozen=True)
class Outputs:
    """What a network drew of a batch.

    Attributes:
        toon: (N, 3, H, W) float32 RGB, not clamped.
        side_logits: logits of the toon at every depth, each of the same shape; empty where they are not compared.
    """

    toon: torch.Tensor
    side_logits: Sequence[torch.Tensor] = ()


class StylizationLoss(nn.Module):
    """The terms of `LossConfig` that compare one image with another; the temporal term is the task's."""

    def __init__(self, config: LossConfig) -> None:
        super().__init__()
        self.config = config
        self.network = FeatureNetwork(config.network, weights=config.weights)
        self._feature_blocks = spread(config.feature_blocks, self.network.blocks)
        self._style_blocks = spread(config.style_blocks, self.network.blocks)

    def forward(self, outputs: Outputs, target: torch.Tensor) -> dict[str, torch.Tensor]:
        """Compare what a network drew with what it should have drawn.

        Args:
            outputs: of the network.
            target: (N, 3, H, W) RGB in 0..1, prepared.

        Returns:
            The weighted terms by name, each a scalar; those of weight 0 are left out.
        """
        config, terms, toon = self.config, dict[str, torch.Tensor](), outputs.toon
        if config.sides:
            terms["sides"] = config.sides * side_loss(outputs.side_logits, target)
        if config.pixel:
            terms["pixel"] = config.pixel * functional.l1_loss(toon, target)
        if config.feature or config.style:
            with torch.no_grad():
                wanted = self.network(target)
            terms |= self._feature_terms(self.network(toon), wanted)
        if config.smoothness:
            terms["smoothness"] = config.smoothness * excess_texture(toon, target)
        if config.crispness:
            terms["crispness"] = config.crispness * line_difference(toon, target)
        return terms

    def _feature_terms(self, found: Sequence[torch.Tensor], wanted: Sequence[torch.Tensor]) -> dict[str, torch.Tensor]:
        terms = dict[str, torch.Tensor]()
        pairs = list(zip(found, wanted, strict=True))
        if self.config.feature:
            parts = [w * feature_distance(*p) for w, p in zip(self._feature_blocks, pairs, strict=True) if w]
            terms["feature"] = self.config.feature * torch.stack(parts).sum()
        if self.config.style:
            parts = [w * style_distance(*p) for w, p in zip(self._style_blocks, pairs, strict=True) if w]
            terms["style"] = self.config.style * torch.stack(parts).mean()
        return terms
