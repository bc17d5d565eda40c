"""Pre-trained weights: from the hub, from a local file, or none."""

from __future__ import annotations

import pickle
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
    try:
        state = torch.load(path, map_location="cpu", weights_only=True) if path.suffix == ".pth" else load_file(path)
        shapes = {key: value.shape for key, value in state.items()}
    except _UNREADABLE as error:
        raise WeightsMissing(
            f"The weights file {path} for {name} cannot be read: {_first_sentence(error)}.",
            hint="Give the path of a .pth or safetensors file of weights alone, 'hub' or 'none'.",
        ) from error
    wanted = {key: value.shape for key, value in like.state_dict().items()}
    wrong = sorted(set(wanted) ^ set(shapes)) or sorted(key for key in wanted if wanted[key] != shapes[key])
    if wrong:
        raise WeightsMissing(
            f"The weights file {path} is not of {name}: {len(wrong)} keys differ, the first is '{wrong[0]}'.",
            hint="The file's keys and shapes must be exactly those of the network.",
        )
    return {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
