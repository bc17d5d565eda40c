"""Pre-trained weights: from the hub, from a local file, or none."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
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
# What the two readers raise over files that are not theirs.
_UNREADABLE = (
    *(OSError, SafetensorError, RuntimeError, pickle.UnpicklingError, EOFError),
    *(LookupError, ValueError, AttributeError),
)


def load_pretrained(build: Callable[..., nn.Module], published: WeightsEnum, weights: str, *, name: str) -> nn.Module:
    """Build one of torchvision's networks with the asked weights.

    Args:
        build: torchvision's function, which takes `weights`.
        published: the weights that "hub" stands for.
        weights: "hub", "none", or the path of a file as `read_weights` takes it.
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
        network.load_state_dict(read_weights(Path(weights), like=network, name=name))
    return network


def _not_downloaded(name: str, url: str, error: Exception) -> WeightsMissing:
    cache = Path(torch.hub.get_dir()) / "checkpoints"
    return WeightsMissing(
        f"The weights of {name} cannot be downloaded: {_first_sentence(error)}.",
        hint=f"Get {url} where there is a network, and give the file's path instead of 'hub', or put it into {cache}.",
    )


def unreachable(name: str, error: Exception) -> WeightsMissing:
    """The error for weights that the Hugging Face Hub does not deliver."""
    return WeightsMissing(
        f"The weights of {name} cannot be downloaded: {_first_sentence(error)}.",
        hint="Run once where there is a network and copy ~/.cache/huggingface from there, or start with 'none'.",
    )


def _first_sentence(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].split(". ")[0].rstrip(".")


def read_weights(path: Path, *, like: nn.Module, name: str) -> dict[str, torch.Tensor]:
    """Read a state dict whose keys and shapes are those of a network, as float32.

    Args:
        path: a .pth file as torchvision publishes them, of which nothing is unpickled but tensors; or safetensors.
        like: the network.
        name: what to call it in a message.

    Raises:
        WeightsMissing: the file cannot be read, or its keys or shapes are not the network's.
    """
    state = _read_state(path, name=name)
    problem = _mismatch(state, like.state_dict())
    if problem:
        raise WeightsMissing(
            f"The weights file {path} is not of {name}: {problem}.",
            hint="The file's keys and shapes must be exactly those of the network.",
        )
    return {key: value.float() if value.is_floating_point() else value for key, value in state.items()}


def _read_state(path: Path, *, name: str) -> dict[str, torch.Tensor]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True) if path.suffix == ".pth" else load_file(path)
        for value in state.values():
            value.shape  # noqa: B018  # a file of something else has values without one
    except _UNREADABLE as error:
        raise WeightsMissing(
            f"The weights file {path} for {name} cannot be read: {_first_sentence(error)}.",
            hint="Give the path of a .pth or safetensors file of weights alone, 'hub' or 'none'.",
        ) from error
    return state


def _mismatch(state: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Tensor]) -> str:
    """How a state dict differs from the wanted one in keys or shapes; empty if it does not."""
    wrong = sorted(set(wanted) ^ set(state)) or [key for key in wanted if wanted[key].shape != state[key].shape]
    return f"{len(wrong)} keys differ, the first is '{wrong[0]}'" if wrong else ""
