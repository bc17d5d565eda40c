"""Pre-trained weights: from the hub, from a local safetensors file, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn
from torchvision.models import WeightsEnum

from training.errors import WeightsMissing

HUB = "hub"
NONE = "none"


def load_pretrained(build: Callable[..., nn.Module], published: WeightsEnum, weights: str, *, name: str) -> nn.Module:
    """Build one of torchvision's networks with the asked weights.

    Args:
        build: torchvision's function, which takes `weights`.
        published: the weights that "hub" stands for.
        weights: "hub", "none", or the path of a safetensors file with the network's own keys.
        name: what to call the network in a message.

    Raises:
        WeightsMissing: the hub is out of reach, or the file is missing or is of another network.
    """
    if weights == HUB:
        try:
            return build(weights=published)
        except (URLError, OSError, RuntimeError) as error:  # torch.hub's: no connection, no disk, a wrong hash
            raise unreachable(name, error) from error
    network = build(weights=None)
    if weights != NONE:
        network.load_state_dict(read_safetensors(Path(weights), like=network, name=name))
    return network


def unreachable(name: str, error: Exception) -> WeightsMissing:
    """The error for weights that the hub does not deliver."""
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return WeightsMissing(
        f"The weights of {name} cannot be downloaded: {first}.",
        hint="Give a local safetensors file with the network's own keys instead of 'hub', or 'none'.",
    )


def read_safetensors(path: Path, *, like: nn.Module, name: str) -> dict[str, torch.Tensor]:
    """Read a state dict whose keys and shapes are those of a network, as float32.

    Raises:
        WeightsMissing: the file cannot be read, or its keys or shapes are not the network's.
    """
    try:
        state = load_file(path)
    except (OSError, SafetensorError) as error:
        raise WeightsMissing(
            f"The weights file {path} for {name} cannot be read: {error}.",
            hint="Give the path of a safetensors file, 'hub' or 'none'.",
        ) from error
    wanted = {key: value.shape for key, value in like.state_dict().items()}
    wrong = sorted(set(wanted) ^ set(state)) or sorted(k for k in wanted if wanted[k] != state[k].shape)
    if wrong:
        raise WeightsMissing(
            f"The weights file {path} is not of {name}: {len(wrong)} keys differ, the first is '{wrong[0]}'.",
            hint="The file's keys and shapes must be exactly those of the network.",
        )
    return {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
