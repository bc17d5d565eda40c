"""Which networks there are, and how to build one from its name."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from training.errors import UnknownName
from training.networks.base import StyleNetwork
from training.networks.segmentation import ARCHITECTURES, SegmentationNetwork
from training.networks.squeeze_unet import SqueezeUNet
from training.networks.u2net import U2Net
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
        encoder_weights: what the encoder starts from: "hub", "none" or the path of a safetensors file.
    """

    architecture: str = "unetplusplus"
    encoder: str = "mobilenetv3_large_100"
    encoder_weights: str = "hub"


def build_network(config: NetworkConfig) -> StyleNetwork:
    """Build the network that a config names, in training mode.

    Raises:
        UnknownName: there is no such architecture or encoder.
        SettingInvalid: the two do not go together.
        WeightsMissing: the encoder's weights cannot be had.
    """
    if config.architecture == "squeeze_unet":
        return SqueezeUNet(encoder_weights=config.encoder_weights)
    if config.architecture in ("u2net", "u2netp"):
        return U2Net(small=config.architecture == "u2netp")
    if config.architecture in ARCHITECTURES:
        return SegmentationNetwork(config.architecture, config.encoder, encoder_weights=config.encoder_weights)
    names = ", ".join([*OWN, *ARCHITECTURES])
    raise UnknownName(f"There is no architecture '{config.architecture}'.", hint=f"Choose one of: {names}.")


def network_record(config: NetworkConfig) -> dict[str, str]:
    """What a checkpoint says of its network: enough to build it again, without the weights it started from."""
    return {**asdict(config), "encoder_weights": NONE}
