"""LossConfig, and the feature networks that it may name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from training.errors import SettingInvalid, UnknownName
from training.library_names import timm_models
from training.settings.weights import HUB

FEATURE_NETWORKS = ("vgg16", "vgg19", "squeezenet1_1")
"""Beside timm's."""


@dataclass(frozen=True)
class LossConfig:
    """Weights of the loss terms; a term of weight 0 is not computed.

    Attributes:
        pixel: of the mean absolute difference of the pixels.
        feature: of the squared distance of channel-normalised features, summed over blocks.
        style: of the relative squared distance of the Gram matrices, averaged over blocks.
        smoothness: of the gradient that the toon has where its target is flat.
        crispness: of the difference between the strengths of the lines around each place.
        temporal: of `training.temporal.temporal_loss`, which the task adds.
        true_colours: give the target the photograph's hue and saturation; see `training.targets`.
        sharpen: how much of its fine detail is added to the target; see `training.targets`.
        sides: of the fused binary cross-entropy of every output of a U²-Net (Qin et al. 2020, eq. 1).
        network: feature network, by name: vgg16, vgg19, squeezenet1_1 or any timm model.
        weights: of the feature network: "hub", "none" or the path of a safetensors file.
        feature_blocks: weight of each block of the feature network, shallow first; None: 1 each; see `spread`.
        style_blocks: likewise for the style term.
    """

    pixel: float = 1.0
    feature: float = 1.0
    style: float = 0.0
    smoothness: float = 0.0
    crispness: float = 0.0
    temporal: float = 0.0
    true_colours: bool = False
    sharpen: float = 0.0
    sides: float = 0.0
    network: str = "vgg16"
    weights: str = HUB
    feature_blocks: list[float] | None = None
    style_blocks: list[float] | None = None

    def __post_init__(self) -> None:
        """Refuse a loss without a term, and a term without a block.

        Raises:
            SettingInvalid: every weight is 0, or every block's.
        """
        weights = (self.pixel, self.feature, self.style, self.smoothness, self.crispness, self.temporal, self.sides)
        if not any(weights):
            raise SettingInvalid("Every weight of the loss is 0.", hint="Give at least one, such as model.loss.pixel.")
        for name, given in (("feature_blocks", self.feature_blocks), ("style_blocks", self.style_blocks)):
            if given is not None and not any(given):
                raise SettingInvalid(
                    f"loss.{name} has no weight but 0.",
                    hint=f"Give loss.{name.removesuffix('_blocks')} the weight 0 instead.",
                )


def check_feature_network(name: str) -> None:
    """Refuse a feature network that there is not.

    Raises:
        UnknownName: naming those that are spelled alike.
    """
    known = sorted(timm_models() | set(FEATURE_NETWORKS))
    if name not in known:
        alike = difflib.get_close_matches(name, known, n=3)
        raise UnknownName(
            f"There is no feature network '{name}'.",
            hint=f"Choose vgg16, vgg19, squeezenet1_1 or a timm model. Spelled alike: {', '.join(alike) or 'none'}.",
        )
