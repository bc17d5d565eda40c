"""Which networks there are, and how to build one from its name."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from training.errors import UnknownName
from training.networks.base import StyleNetwork
from training.networks.encoders import find_earlier_encoder
from training.networks.segmentation import ARCHITECTURES, SegmentationNetwork
from training.networks.squeeze_unet import SqueezeUNet
from training.networks.u2net import U2Net
from training.normalisation import IMAGENET, Normalisation
from training.weights import NONE

OWN = {
    "squeeze_unet": "our own: a small residual U-Net on SqueezeNet 1.1, for live use on a processor",
    "u2net": "U²-Net (Qin et al. 2020), 44 million parameters",
    "u2netp": "U²-NetP, its small version, 1.1 million parameters",
}


@dataclass(frozen=True)
class NetworkConfig:
    """Which network.

    Attributes:
        architecture: a name that `toonclip-train zoo` lists.
        encoder: likewise; not used by squeeze_unet (it has its own) and the U²-Nets (they have none).
        encoder_weights: what the encoder starts from: "hub", "none" or the path of a file as timm or torchvision
            publish it.
    """

    architecture: str = "unetplusplus"
    encoder: str = "mobilenetv3_large_100"
    encoder_weights: str = "hub"


def network_class(config: NetworkConfig) -> type[StyleNetwork]:
    """The class of the network that a config names.

    Raises:
        UnknownName: there is no such architecture.
    """
    classes = {"squeeze_unet": SqueezeUNet, "u2net": U2Net, "u2netp": U2Net}
    classes |= dict.fromkeys(ARCHITECTURES, SegmentationNetwork)
    if config.architecture not in classes:
        raise UnknownName(
            f"There is no architecture '{config.architecture}'.", hint=f"Choose one of: {', '.join(classes)}."
        )
    return classes[config.architecture]


def check_network(config: NetworkConfig) -> None:
    """Find out without weights and memory whether a network can be built.

    Raises:
        UnknownName: there is no such architecture or encoder.
        SettingInvalid: the two do not go together.
    """
    if network_class(config) is SegmentationNetwork:
        # Some encoders cannot be built without memory: whether they fit shows when they are.
        with torch.device("meta"), contextlib.suppress(RuntimeError):
            build_network(replace(config, encoder_weights=NONE))


def build_network(config: NetworkConfig, *, normalisation: Normalisation | None = None) -> StyleNetwork:
    """Build the network that a config names, in training mode.

    Args:
        config: which network.
        normalisation: of its encoder's input; None: as the encoder was published.

    Raises:
        UnknownName: there is no such architecture or encoder.
        SettingInvalid: the two do not go together.
        WeightsMissing: the encoder's weights cannot be had.
    """
    kind = network_class(config)
    if kind is SqueezeUNet:
        return SqueezeUNet(encoder_weights=config.encoder_weights)
    if kind is U2Net:
        return U2Net(small=config.architecture == "u2netp")
    return SegmentationNetwork(
        config.architecture, config.encoder, encoder_weights=config.encoder_weights, normalisation=normalisation
    )


def network_record(config: NetworkConfig, normalisation: Normalisation | None) -> dict[str, Any]:
    """What a checkpoint says of its network: enough to build it again, without the weights it started from."""
    return {**asdict(config), "encoder_weights": NONE, **(asdict(normalisation) if normalisation else {})}


def recorded_config(record: Mapping[str, Any]) -> NetworkConfig:
    """The network that a record is of, to be built without weights."""
    encoder = record.get("encoder", "")
    return NetworkConfig(record["architecture"], encoder if "mean" in record else find_earlier_encoder(encoder), NONE)


def recorded_normalisation(record: Mapping[str, Any]) -> Normalisation:
    """That of a record; earlier versions wrote none and used ImageNet's."""
    if "mean" not in record:
        return IMAGENET
    (r, g, b), (std_r, std_g, std_b) = record["mean"], record["std"]
    return Normalisation((r, g, b), (std_r, std_g, std_b))
