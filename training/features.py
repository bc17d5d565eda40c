"""Frozen feature networks: what the perceptual loss and the metrics look through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import timm
import torch
from torch import nn
from torchvision.models import VGG, VGG16_Weights, VGG19_Weights, vgg16, vgg19

from training.networks.squeeze_unet import build_squeezenet
from training.normalisation import IMAGENET, Normalisation, published_normalisation
from training.settings.loss import check_feature_network
from training.settings.weights import HUB, NONE
from training.state_dicts import load_weights
from training.weights import load_pretrained, unreachable

# The ReLU outputs that LPIPS taps (Zhang et al. 2018, arXiv:1801.03924), index in `features`.
_SQUEEZENET_TAPS = (1, 4, 7, 9, 10, 11, 12)
# relu1_2, relu2_2, relu3_3 and relu4_3 (Johnson et al. 2016, arXiv:1603.08155), and the same of VGG19.
_VGG16_TAPS = (3, 8, 15, 22)
_VGG19_TAPS = (3, 8, 17, 26)


class _Taps(nn.Module):
    """A chain of layers that gives the outputs of some of them."""

    def __init__(self, layers: nn.Sequential, taps: tuple[int, ...]) -> None:
        super().__init__()
        self.layers, self.taps = layers[: taps[-1] + 1], taps
        for layer in self.layers:
            if isinstance(layer, nn.ReLU):
                layer.inplace = False  # it would change the tap before it

    def forward(self, features: torch.Tensor) -> list[torch.Tensor]:
        found = []
        for index, layer in enumerate(self.layers):
            features = layer(features)
            if index in self.taps:
                found.append(features)
        return found


def _vgg(name: str, weights: str) -> nn.Sequential:
    build, published = (vgg16, VGG16_Weights.IMAGENET1K_V1) if name == "vgg16" else (vgg19, VGG19_Weights.IMAGENET1K_V1)
    network = load_pretrained(build, published, weights, name=name)
    if not isinstance(network, VGG):
        raise TypeError(type(network))
    return nn.Sequential(*network.features.children())


def _timm(name: str, weights: str) -> tuple[nn.Module, int]:
    """Any timm model's feature pyramid, and its number of levels."""
    check_feature_network(name)
    try:
        network = timm.create_model(name, features_only=True, pretrained=weights == HUB)
    except (OSError, RuntimeError) as error:
        raise unreachable(name, error) from error
    if weights not in (HUB, NONE):
        load_weights(network, Path(weights), name=name)
    levels: Any = network.feature_info  # timm's FeatureInfo, which nn.Module's types hide
    return network, len(levels)


def _build(name: str, weights: str) -> tuple[nn.Module, int, Normalisation]:
    """A feature network, its number of levels, and the normalisation of its input."""
    if name == "squeezenet1_1":
        return _Taps(build_squeezenet(weights).features, _SQUEEZENET_TAPS), len(_SQUEEZENET_TAPS), IMAGENET
    if name in ("vgg16", "vgg19"):
        taps = _VGG16_TAPS if name == "vgg16" else _VGG19_TAPS
        return _Taps(_vgg(name, weights), taps), len(taps), IMAGENET
    return *_timm(name, weights), published_normalisation(name)


def count_blocks(name: str) -> int:
    """How many blocks of features a network has, without its weights.

    Raises:
        UnknownName: there is no feature network of this name.
    """
    with torch.device("meta"):
        return _build(name, NONE)[1]


class FeatureNetwork(nn.Module):
    """An ImageNet classifier's features at several depths, frozen.

    The layers follow the module to its device but are in no state dict, no optimizer and no averaging:
    a checkpoint does not carry weights that never change.
    """

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, name: str, *, weights: str) -> None:
        """Load the network.

        Args:
            name: "squeezenet1_1", "vgg16", "vgg19" or any timm model.
            weights: "hub", "none" (random: for tests only) or the path of a file.

        Raises:
            UnknownName: there is no feature network of this name.
            WeightsMissing: the weights cannot be had.
        """
        super().__init__()
        layers, self.blocks, normalisation = _build(name, weights)
        layers.eval().requires_grad_(requires_grad=False)
        self._layers: nn.Module
        object.__setattr__(self, "_layers", layers)  # not nn.Module's: it would register the layers
        self.register_buffer("mean", torch.tensor(normalisation.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(normalisation.std).view(1, 3, 1, 1), persistent=False)

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> FeatureNetwork:  # noqa: FBT001, FBT002  # nn.Module's
        self._layers._apply(fn)  # noqa: SLF001  # the hidden child moves with its parent
        super()._apply(fn, recurse=recurse)
        return self

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """(N, 3, H, W) RGB in 0..1 -> one (N, C, h, w) tensor per block, shallow first."""
        return self._layers((image - self.mean) / self.std)
