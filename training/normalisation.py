"""The mean and standard deviation of the images that a published network was trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import timm

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Normalisation:
    """What a network's input is shifted and scaled by: mean and standard deviation of R, G and B in 0..1."""

    mean: Rgb
    std: Rgb


IMAGENET = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def published_normalisation(name: str) -> Normalisation:
    """What timm's configuration says of a network; ImageNet's if timm does not know it.

    Args:
        name: of an encoder of segmentation-models-pytorch or of a timm model.
    """
    for candidate in _timm_names(name):
        if timm.is_model(candidate):
            config = timm.get_pretrained_cfg(candidate)
            if config is not None:
                (r, g, b), (std_r, std_g, std_b) = config.mean, config.std
                return Normalisation((r, g, b), (std_r, std_g, std_b))
    return IMAGENET


def _timm_names(name: str) -> Iterator[str]:
    """Under which timm may know the network: it renamed some, and writes underscores."""
    bare = name.removeprefix("tu-").removeprefix("timm-").replace("-", "_")
    yield bare
    yield f"tf_{bare}"
    yield f"legacy_{bare}"
    yield f"legacy_{bare.replace('se_', 'se')}"
    yield bare.replace("inceptionresnetv2", "inception_resnet_v2").replace("inceptionv4", "inception_v4")
