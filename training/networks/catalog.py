"""Which networks there are, and how to build one from its name."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import torch

from training.networks.base import StyleNetwork
from training.networks.encoders import find_earlier_encoder
from training.networks.segmentation import SegmentationNetwork
from training.networks.squeeze_unet import FULL, LIGHT, SqueezeUNet
from training.networks.u2net import U2Net
from training.normalisation import IMAGENET, Normalisation
from training.settings.network import ARCHITECTURES, NetworkConfig, check_names
from training.settings.weights import NONE

_SQUEEZE_UNETS = {"squeeze_unet": FULL, "squeeze_unet_light": LIGHT}


def check_network(config: NetworkConfig) -> None:
    """Find out without weights and memory whether a network can be built.

    Raises:
        UnknownName: there is no such architecture or encoder.
        SettingInvalid: the two do not go together.
    """
    check_names(config)
    if config.architecture in ARCHITECTURES:
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
    check_names(config)
    if config.architecture in _SQUEEZE_UNETS:
        return SqueezeUNet(encoder_weights=config.encoder_weights, widths=_SQUEEZE_UNETS[config.architecture])
    if config.architecture in ("u2net", "u2netp"):
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
