"""Reads published weights, and fits them to a network whose names differ from the file's."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from training.efficientnet_names import first_port_names
from training.errors import WeightsMissing
from training.settings.weights import SUFFIXES

# What the two readers raise over files that are not theirs.
_UNREADABLE = (
    *(OSError, SafetensorError, RuntimeError, pickle.UnpicklingError, EOFError),
    *(LookupError, ValueError, AttributeError, TypeError),
)
_WRAPPERS = (
    "state_dict",
    "state_dict_ema",
    "model",
    "params_ema",
    "params",
)  # keys under which training scripts keep the weights
_PREFIXES = ("module.", "model.", "encoder.")  # of a parallel run, of a wrapped timm model, of a larger network
_HEADS = ("classifier", "fc", "head", "last_linear")  # of classifiers; features do not need them
_COUNTER = "num_batches_tracked"  # of a normalisation; older files lack it, and it changes nothing

State = Mapping[str, torch.Tensor]


def load_weights(network: nn.Module, path: Path, *, name: str) -> None:
    """Load a file into a network, and say on the terminal what of it was left out.

    Names may differ by a prefix or by dots in place of underscores; EfficientNets may have those of the first port.
    Heads of classifiers may be missing on either side.

    Args:
        network: takes the weights, in its own precision.
        path: of one of `training.settings.weights.SUFFIXES`. Nothing is unpickled but tensors.
        name: what to call the network in a message.

    Raises:
        WeightsMissing: the file cannot be read, or is of another network.
    """
    state = read_state(path, name=name)
    wanted = network.state_dict()
    sources = matched(state, wanted)
    if sources is None:
        raise _of_another_network(path, state, wanted, name=name)
    network.load_state_dict({key: state[source] for key, source in sources.items()}, strict=False)
    left_out = [key for key in state if key not in set(sources.values())]
    if left_out:
        more = ", …" if len(left_out) > 4 else ""
        print(
            f"toonclip-train: {path.name}: {len(left_out)} of {len(state)} tensors are not needed and left out: "
            f"{', '.join(left_out[:4])}{more}",
            file=sys.stderr,
        )


def read_state(path: Path, *, name: str) -> dict[str, torch.Tensor]:
    """Read a file of weights, onto the processor; `name` is that of the network, for a message.

    Raises:
        WeightsMissing: it does not exist, or cannot be read.
    """
    try:
        content: Any = (
            load_file(path)
            if path.suffix == ".safetensors"
            else torch.load(path, map_location="cpu", weights_only=True)
        )
        for wrapper in _WRAPPERS:
            content = content[wrapper] if isinstance(content.get(wrapper), Mapping) else content
        state = {key: value for key, value in content.items() if isinstance(value, torch.Tensor)}
    except _UNREADABLE as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].split(". ")[0].rstrip(".")
        raise WeightsMissing(
            f"The weights file {path} for {name} cannot be read: {reason}.",
            hint=f"Give the path of a file of weights alone ({', '.join(SUFFIXES)}), 'hub' or 'none'.",
        ) from error
    return state


def matched(state: State, wanted: State) -> dict[str, str] | None:
    """The file's key for each of a network's that it has; None where the file is of another network."""
    renamed = first_port_names(state)
    return _by_name(state, {_plain(key): key for key in state}, wanted) or _by_name(
        state, {_plain(name): key for key, name in renamed.items()}, wanted
    )


def _plain(key: str) -> str:
    """A key without what differs between a network and the same one inside another."""
    for prefix in _PREFIXES:
        key = key.removeprefix(prefix)
    return key.replace(".", "_")


def _by_name(state: State, known: Mapping[str, str], wanted: State) -> dict[str, str] | None:
    """Likewise; `known` has the file's keys by their plain names."""
    sources = {key: known[_plain(key)] for key in wanted if _plain(key) in known}
    fitting = {key: source for key, source in sources.items() if wanted[key].shape == state[source].shape}
    return fitting if all(key in fitting or _can_be_missing(key) for key in wanted) and fitting else None


def _can_be_missing(key: str) -> bool:
    return key.startswith(_HEADS) or key.endswith(_COUNTER)


def _of_another_network(path: Path, state: State, wanted: State, *, name: str) -> WeightsMissing:
    known = {_plain(key): key for key in state}
    absent = [key for key in wanted if _plain(key) not in known and not _can_be_missing(key)]
    differs = "are missing" if absent else "have another shape"
    wrong = absent or [key for key in wanted if wanted[key].shape != state[known[_plain(key)]].shape]
    return WeightsMissing(
        f"The weights file {path} is not of {name}: {len(wrong)} of its {len(wanted)} tensors {differs}, the first is "
        f"'{wrong[0]}'.",
        hint=f"Give weights of {name} as timm or torchvision publish them.",
    )
