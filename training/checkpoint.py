"""Reads the network back from a training checkpoint, without the trainer, the losses or the data."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from training.errors import CheckpointInvalid
from training.networks.base import StyleNetwork
from training.networks.catalog import build_network, recorded_config, recorded_normalisation
from training.networks.narrowing import lightened
from training.settings.network import OWN, NetworkConfig

_PREFIX = "network."
_SETTING = re.compile(r"[a-z0-9_.]{1,60}")
# What torch's reader raises over files that are no checkpoints.
_UNREADABLE = (OSError, RuntimeError, pickle.UnpicklingError, EOFError, LookupError, ValueError, AttributeError)


_GIVE = "Give a .ckpt file that `toonclip-train fit` wrote, for instance last.ckpt."


@dataclass(frozen=True)
class TrainedNetwork:
    """A network in evaluation mode, what it is, and how long it was trained.

    Attributes:
        network: the network.
        config: what it is.
        step: steps of its own run.
        steps_before: steps of the runs whose weights that one started from.
        settings: numbers that its run was given, by their names; empty for runs of earlier versions.
    """

    network: StyleNetwork
    config: NetworkConfig
    step: int
    steps_before: int
    settings: Mapping[str, float]


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint that `toonclip-train fit` wrote, onto the processor. Nothing is unpickled but tensors.

    Raises:
        CheckpointInvalid: the file is missing, damaged, or not ours.
    """
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise CheckpointInvalid(f"There is no checkpoint {path}.", hint=_GIVE) from error
    except _UNREADABLE as error:
        raise CheckpointInvalid(
            f"{path} is not a checkpoint that can be read ({type(error).__name__}).", hint=_GIVE
        ) from error
    if not isinstance(checkpoint, dict) or "network" not in checkpoint or "state_dict" not in checkpoint:
        raise CheckpointInvalid(f"{path} does not say which network it holds.", hint=f"{_GIVE} Others do not fit.")
    if not _is_well_formed(checkpoint):
        raise CheckpointInvalid(f"What {path} says of its network cannot be read.", hint=f"{_GIVE} Others do not fit.")
    return checkpoint


def _is_well_formed(checkpoint: dict[Any, Any]) -> bool:
    """Whether its parts are of the kinds that `fit` writes; what they say may be wrong all the same."""
    network, state = checkpoint["network"], checkpoint["state_dict"]
    if not isinstance(network, dict) or not isinstance(state, dict):
        return False
    names = (*network, *state, network.get("architecture", ""), network.get("encoder", ""))
    counts = (checkpoint.get(name, 0) for name in ("global_step", "steps_before"))
    try:
        recorded_normalisation(network)
    except (TypeError, ValueError, KeyError):
        return False
    return (
        all(isinstance(name, str) for name in names)
        and all(isinstance(weight, torch.Tensor) for weight in state.values())
        and all(isinstance(count, int) for count in counts)
    )


def load_checkpoint(path: Path) -> TrainedNetwork:
    """Load the (averaged) network of a checkpoint.

    Raises:
        CheckpointInvalid: the file is missing, damaged, not ours, or its weights are not of the network it names.
    """
    checkpoint = read_checkpoint(path)
    record = checkpoint["network"]
    if "architecture" not in record:
        raise CheckpointInvalid(f"{path} does not say which network it holds.", hint=f"{_GIVE} Others do not fit.")
    config = recorded_config(record)
    network = build_network(config, normalisation=recorded_normalisation(record)).eval()
    state = {k.removeprefix(_PREFIX): v for k, v in checkpoint["state_dict"].items() if k.startswith(_PREFIX)}
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        raise CheckpointInvalid(
            f"The weights in {path} are not of {config.architecture} as this version builds it.",
            hint="Export it with the version of ToonClip that trained it, or train again.",
        ) from error
    return TrainedNetwork(
        network,
        config,
        int(checkpoint.get("global_step", 0)),
        int(checkpoint.get("steps_before", 0)),
        _settings(checkpoint.get("settings")),
    )


def _settings(record: Any) -> dict[str, float]:
    """What a checkpoint says of its run's settings, without whatever is no name with a number."""
    found = record.items() if isinstance(record, dict) else ()
    return {name: value for name, value in found if _SETTING.fullmatch(str(name)) and isinstance(value, int | float)}


def _name(config: NetworkConfig) -> str:
    """What a network is, for a person and for comparison: our own ones have no encoder to choose."""
    return config.architecture if config.architecture in OWN else f"{config.architecture} on {config.encoder}"


def load_started(path: Path, config: NetworkConfig) -> TrainedNetwork:
    """The network of a checkpoint, to train on.

    Raises:
        CheckpointInvalid: see `load_checkpoint`; or it is of another network than `config` names.
    """
    trained = load_checkpoint(path)
    wanted, found = (_name(network) for network in (config, trained.config))
    if (found, wanted) == ("squeeze_unet", "squeeze_unet_light"):
        return replace(trained, network=lightened(trained.network), config=config)
    if wanted != found:
        raise CheckpointInvalid(
            f"{path} holds a {found}; the settings ask for a {wanted}.",
            hint="Give --model.network the architecture and encoder of the checkpoint that it starts from.",
        )
    return trained
