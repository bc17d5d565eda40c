"""Which networks there are, and how to build one from its name."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from training.errors import UnknownName
from training.networks.squeeze_unet import SqueezeUNet


@dataclass(frozen=True)
class NetworkConfig:
    """Which network.

    Attributes:
        architecture: its name.
        encoder_weights: what the encoder starts from: "hub", "none" or the path of a safetensors file.
    """

    architecture: str = "squeeze_unet"
    encoder_weights: str = "hub"


def build_network(config: NetworkConfig) -> nn.Module:
    """The network that a config names: (N, 3, H, W) RGB in 0..1 -> the same, not clamped.

    Raises:
        UnknownName: there is no such architecture.
        WeightsMissing: the encoder's weights cannot be had.
    """
    if config.architecture == "squeeze_unet":
        return SqueezeUNet(encoder_weights=config.encoder_weights)
    raise UnknownName(f"There is no architecture '{config.architecture}'.", hint="Choose one of: squeeze_unet.")


def network_record(config: NetworkConfig) -> dict[str, str]:
    """What a checkpoint says of its network."""
    return {"architecture": config.architecture}
