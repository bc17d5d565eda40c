"""The loss of a style from one picture: what is drawn is the photograph's, how it is drawn the picture's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from training.features import FeatureNetwork
from training.filters import filtered
from training.losses import excess_texture, gram, gram_distance
from training.targets import luma, smooth
from training.temporal import temporal_loss

_CONTENT_BLOCKS, _STYLE_BLOCKS = slice(2, 5), slice(0, 5)  # of SqueezeNet's seven
_PHASES = 4  # places on the grid that the strides of SqueezeNet's first two layers make, in each direction
_SCALES = (1.0, 1.4)  # of the picture's strokes, so that faces near and far are both drawn


@dataclass(frozen=True)
class Weights:
    """Weights of the terms.

    Attributes:
        content: of the relative squared distance of features to the photograph's.
        style: of the relative squared distance of Gram matrices to the picture's.
        texture: of gradients where the photograph has none: calm skin.
        checker: of alternating pixels, in which a network finds a painting's fine grain cheaply.
        temporal: of `training.temporal.temporal_loss`.
        colour: of the difference of smooth colours to the photograph's, where they are to be kept.
    """

    content: float = 1.0
    style: float = 4.0
    texture: float = 4.0
    checker: float = 12.0
    temporal: float = 25.0
    colour: float = 10.0


class PictureLoss(nn.Module):
    """Compares toons with their photographs and with one picture.

    Content and style are those of Johnson et al. 2016 (arXiv:1603.08155); each block counts alike, as its distance is
    relative. With the photograph's colours both are seen in grey (Gatys et al. 2016, arXiv:1606.05897).
    """

    def __init__(
        self, features: FeatureNetwork, picture: torch.Tensor, *, keep_colours: bool, weights: Weights
    ) -> None:
        """Look at the picture.

        Args:
            features: SqueezeNet.
            picture: (1, 3, H, W) RGB in 0..1, its strokes as wide as they are to be drawn.
            keep_colours: whether the photograph's colours are kept; else the picture's are taken.
            weights: of the terms.
        """
        super().__init__()
        self._features, self._keep_colours, self._weights = features, keep_colours, weights
        with torch.no_grad():
            sizes = [functional.interpolate(picture, scale_factor=scale, mode="bicubic") for scale in _SCALES]
            seen = [[gram(block) for block in features(self._seen(size.clamp(0, 1)))[_STYLE_BLOCKS]] for size in sizes]
        self._grams = [torch.stack(block).mean(0) for block in zip(*seen, strict=True)]

    def forward(self, network: nn.Module, photo: torch.Tensor) -> dict[str, torch.Tensor]:
        """The weighted terms by name, each a scalar, of what a network draws of (N, 3, H, W) RGB in 0..1."""
        weights, toon = self._weights, network(photo).float()
        phase = torch.randint(_PHASES, (2,)).tolist()
        with torch.no_grad():
            wanted = self._features(_from_corner(self._seen(photo), *phase))
        found = self._features(_from_corner(self._seen(toon), *phase))
        terms = {
            "content": weights.content * _content(found[_CONTENT_BLOCKS], wanted[_CONTENT_BLOCKS]),
            "style": weights.style * self._style(found[_STYLE_BLOCKS]),
            "texture": weights.texture * excess_texture(toon, photo),
            "checker": weights.checker * _checker(toon),
            "temporal": weights.temporal * temporal_loss(network, photo, toon),
            "range": (toon - toon.clamp(0, 1)).abs().mean(),
        }
        if self._keep_colours:
            apart = smooth(toon - luma(toon)) - smooth(photo - luma(photo))
            terms["colour"] = weights.colour * apart.abs().mean()
        return terms

    def _seen(self, image: torch.Tensor) -> torch.Tensor:
        image = _without_finest(image)
        return luma(image).expand(-1, 3, -1, -1) if self._keep_colours else image

    def _style(self, found: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.stack([gram_distance(*pair) for pair in zip(found, self._grams, strict=True)]).mean()


def _without_finest(image: torch.Tensor) -> torch.Tensor:
    """(N, 3, H, W) through a binomial filter, which leaves nothing of a pattern that alternates from pixel to pixel.

    SqueezeNet's first layer takes every other place unsmoothed, so that such a pattern looks to it like tone or a
    stroke: a cheap way to a picture's style, were it seen.
    """
    bell = torch.tensor([1.0, 2.0, 1.0], device=image.device) / 4
    return filtered(functional.pad(image, (1, 1, 1, 1), mode="reflect"), bell[:, None] * bell)


def _from_corner(image: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """The image, mirrored at its border, from a corner on that is another at each step.

    The features' strides weigh pixels by their place on a grid, which the network would draw; and the outermost pixels
    by hardly anything.
    """
    around = functional.pad(image, (_PHASES,) * 4, mode="reflect")
    return around[..., down:, right:]


def _checker(image: torch.Tensor) -> torch.Tensor:
    """Mean strength of a pattern of two pixels' period along both axes; straight lines along an axis have none."""
    return image.diff(dim=2).diff(dim=3).abs().mean()


def _content(found: Sequence[torch.Tensor], wanted: Sequence[torch.Tensor]) -> torch.Tensor:
    """Squared distance of features over the wanted ones' own square, mean over blocks."""
    return torch.stack(
        [(a - b).square().mean() / (b.square().mean() + 1e-8) for a, b in zip(found, wanted, strict=True)]
    ).mean()
