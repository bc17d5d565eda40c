"""Frozen feature networks: what the perceptual loss and the metrics look through."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torchvision.models import VGG, VGG16_Weights, vgg16

from training.errors import UnknownName
from training.networks.squeeze_unet import IMAGENET_MEAN, IMAGENET_STD, build_squeezenet
from training.weights import load_pretrained

# The ReLU outputs that LPIPS taps (Zhang et al. 2018, arXiv:1801.03924), index in `features`.
_SQUEEZENET_TAPS = (1, 4, 7, 9, 10, 11, 12)
# relu1_2, relu2_2, relu3_3 and relu4_3 (Johnson et al. 2016, arXiv:1603.08155).
_VGG16_TAPS = (3, 8, 15, 22)


def _squeezenet(weights: str) -> nn.Sequential:
    return build_squeezenet(weights).features


def _vgg16(weights: str) -> nn.Sequential:
    network = load_pretrained(vgg16, VGG16_Weights.IMAGENET1K_V1, weights, name="vgg16")
    if not isinstance(network, VGG):
        raise TypeError(type(network))
    return nn.Sequential(*network.features.children())


_NETWORKS: dict[str, tuple[Callable[[str], nn.Sequential], tuple[int, ...]]] = {
    "squeezenet1_1": (_squeezenet, _SQUEEZENET_TAPS),
    "vgg16": (_vgg16, _VGG16_TAPS),
}


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
            name: "squeezenet1_1" or "vgg16".
            weights: "hub", "none" (random: for tests only) or the path of a safetensors file.

        Raises:
            UnknownName: there is no feature network of this name.
            WeightsMissing: the weights cannot be had.
        """
        super().__init__()
        if name not in _NETWORKS:
            raise UnknownName(
                f"There is no feature network '{name}'.", hint=f"Choose one of: {', '.join(sorted(_NETWORKS))}."
            )
        build, self.taps = _NETWORKS[name]
        layers = build(weights)[: self.taps[-1] + 1].eval().requires_grad_(requires_grad=False)
        for layer in layers:
            if isinstance(layer, nn.ReLU):
                layer.inplace = False
        self._layers: nn.Sequential
        object.__setattr__(self, "_layers", layers)  # not nn.Module's: it would register the layers
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1), persistent=False)

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> FeatureNetwork:  # noqa: FBT001, FBT002  # nn.Module's
        self._layers._apply(fn)  # noqa: SLF001  # the hidden child moves with its parent
        super()._apply(fn, recurse=recurse)
        return self

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """(N, 3, H, W) RGB in 0..1 -> one (N, C, h, w) tensor per tap, shallow first."""
        features = (image - self.mean) / self.std
        found = []
        for index, layer in enumerate(self._layers):
            features = layer(features)
            if index in self.taps:
                found.append(features)
        return found
