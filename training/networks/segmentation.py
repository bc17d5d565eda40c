"""The architectures of segmentation-models-pytorch, made to draw: three channels out, added to a soft photograph."""

from __future__ import annotations

from pathlib import Path

import segmentation_models_pytorch as smp
import torch
from torch import nn

from training.errors import SettingInvalid
from training.networks.clipped_relu import clip_relus
from training.networks.encoders import resolve_encoder
from training.networks.grid_mean import replace_grid_pools
from training.networks.soft_base import SoftBaseNetwork
from training.networks.static_same_padding import replace_same_convolutions
from training.normalisation import Normalisation, published_normalisation
from training.settings.weights import HUB, NONE
from training.state_dicts import load_weights
from training.weights import unreachable

_MINIMUM_PX = {"pan": 128}  # its pyramid halves the sixteenth three times more


class SegmentationNetwork(SoftBaseNetwork):
    """An encoder-decoder of the library that predicts the change from a soft photograph to the toon."""

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(
        self, architecture: str, encoder: str, *, encoder_weights: str, normalisation: Normalisation | None = None
    ) -> None:
        """Build the network.

        Args:
            architecture: one of `training.settings.network.ARCHITECTURES`.
            encoder: a name of the zoo, or of any timm model.
            encoder_weights: "hub", "none" or the path of a file as `load_weights` takes it.
            normalisation: of the encoder's input; None: as the encoder was published.

        Raises:
            UnknownName: there is no such encoder.
            SettingInvalid: the encoder does not go with the architecture.
            WeightsMissing: the encoder's weights cannot be had.
        """
        super().__init__()
        name = resolve_encoder(encoder)
        self.minimum_px = _MINIMUM_PX.get(architecture, 64)
        self.body = _build(architecture, name, pretrained=encoder_weights == HUB)
        replace_grid_pools(self.body)
        replace_same_convolutions(self.body)
        clip_relus(self.body.get_submodule("decoder"))
        if encoder_weights not in (HUB, NONE):
            load_weights(self.body.get_submodule("encoder"), Path(encoder_weights), name=encoder)
        self.use_normalisation(normalisation or published_normalisation(name))
        self._start_from_the_photograph()

    def use_normalisation(self, normalisation: Normalisation) -> None:
        """Shift and scale the encoder's input from now on by other figures."""
        self.normalisation = normalisation
        self.register_buffer("mean", torch.tensor(normalisation.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(normalisation.std).view(1, 3, 1, 1), persistent=False)

    @property
    def head(self) -> nn.Conv2d:  # type: ignore[override]  # found, not registered a second time
        """The last layer."""
        layers = self.body.get_submodule("segmentation_head").modules()
        return [layer for layer in layers if isinstance(layer, nn.Conv2d)][-1]

    def _start_from_the_photograph(self) -> None:
        nn.init.normal_(self.head.weight, std=1e-3)
        if self.head.bias is not None:
            nn.init.zeros_(self.head.bias)

    def change(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1, H and W multiples of 32 -> what is added to the soft photograph, the same shape."""
        return self.body((image - self.mean) / self.std)


def _build(architecture: str, encoder: str, *, pretrained: bool) -> nn.Module:
    weights = "imagenet" if pretrained else None
    try:
        return smp.create_model(architecture, encoder_name=encoder, encoder_weights=weights, in_channels=3, classes=3)
    except (ValueError, KeyError, NotImplementedError, TypeError) as error:
        raise SettingInvalid(
            f"The encoder {encoder} does not go with {architecture}: {str(error).splitlines()[0]}",
            hint="Choose another of the two; `toonclip-train zoo` lists them.",
        ) from error
    except (OSError, RuntimeError) as error:
        if not pretrained:
            raise
        raise unreachable(encoder, error) from error
