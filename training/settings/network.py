"""NetworkConfig, and the architectures that it may name."""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import UnknownName
from training.networks.encoders import resolve_encoder
from training.settings.weights import HUB

OWN = {
    "squeeze_unet": "our own: a small residual U-Net on SqueezeNet 1.1, for live use on a processor",
    "squeeze_unet_light": "the same with half of the multiplications, for small drawings and slow processors",
    "u2net": "U²-Net (Qin et al. 2020), 44 million parameters",
    "u2netp": "U²-NetP, its small version, 1.1 million parameters",
}
WITH_SIDE_OUTPUTS = ("u2net", "u2netp")
# Of segmentation-models-pytorch; they take an encoder.
ARCHITECTURES = (
    "unet", "unetplusplus", "manet", "linknet", "fpn", "pspnet", "deeplabv3", "deeplabv3plus", "pan", "upernet",
    "segformer",
)  # fmt: skip


@dataclass(frozen=True)
class NetworkConfig:
    """Which network.

    Attributes:
        architecture: a name that `toonclip-train zoo` lists.
        encoder: likewise; not used by the squeeze_unets (they have their own) and the U²-Nets (they have none).
        encoder_weights: what the encoder starts from: "hub", "none" or the path of a file as timm or torchvision
            publish it.
    """

    architecture: str = "unetplusplus"
    encoder: str = "mobilenetv3_large_100"
    encoder_weights: str = HUB


def check_names(config: NetworkConfig) -> None:
    """Refuse a network that there is not.

    Raises:
        UnknownName: there is no such architecture or encoder.
    """
    known = (*OWN, *ARCHITECTURES)
    if config.architecture not in known:
        raise UnknownName(
            f"There is no architecture '{config.architecture}'.", hint=f"Choose one of: {', '.join(known)}."
        )
    if config.architecture in ARCHITECTURES:
        resolve_encoder(config.encoder)
