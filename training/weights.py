"""Pre-trained weights of torchvision's networks: from the hub, from a local file, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import torch
from torch import nn
from torchvision.models import WeightsEnum

from training.errors import WeightsMissing
from training.settings.weights import HUB, NONE
from training.state_dicts import load_weights


def load_pretrained(build: Callable[..., nn.Module], published: WeightsEnum, weights: str, *, name: str) -> nn.Module:
    """Build one of torchvision's networks with the asked weights.

    Args:
        build: torchvision's function, which takes `weights`.
        published: the weights that "hub" stands for.
        weights: "hub", "none", or the path of a file as `load_weights` takes it.
        name: what to call the network in a message.

    Raises:
        WeightsMissing: the hub is out of reach, or the file is missing or is of another network.
    """
    if weights == HUB:
        try:
            return build(weights=published)
        except (URLError, OSError, RuntimeError) as error:  # torch.hub's: no connection, no disk, a wrong hash
            raise _not_downloaded(name, published.url, error) from error
    network = build(weights=None)
    if weights != NONE:
        load_weights(network, Path(weights), name=name)
    return network


def _not_downloaded(name: str, url: str, error: Exception) -> WeightsMissing:
    cache = Path(torch.hub.get_dir()) / "checkpoints"
    return WeightsMissing(
        f"The weights of {name} cannot be downloaded: {_first_sentence(error)}.",
        hint=f"Get {url} where there is a network, and put it into {cache} or into the folder of --weights-dir.",
    )


def unreachable(name: str, error: Exception) -> WeightsMissing:
    """The error for weights that the Hugging Face Hub does not deliver."""
    return WeightsMissing(
        f"The weights of {name} cannot be downloaded: {_first_sentence(error)}.",
        hint="Get them where there is a network and name their folder with --weights-dir, or start with 'none'.",
    )


def _first_sentence(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].split(". ")[0].rstrip(".")
