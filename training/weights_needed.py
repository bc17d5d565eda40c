"""Which published weights a command needs, where they are, and all that are missing in one message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from training.errors import WeightsMissing
from training.published import out_of_reach, published_address
from training.settings.loss import LossConfig
from training.settings.model import ModelSettings
from training.settings.network import NetworkConfig
from training.settings.weights import HUB, NONE, SUFFIXES

# What may follow a network's name in a file's: a hash, timm's tag, the data.
_TAG = re.compile(r"([-.].*|_(imagenet|in1k|in21k|in22k|ra|aa|ns|ap|jft).*)?")


@dataclass(frozen=True)
class WeightsNeed:
    """Weights that a command is to load.

    Attributes:
        role: what for: "encoder", "loss" or "metrics".
        name: of the network.
        given: "hub", "none" or a path, as a person gave it.
    """

    role: str
    name: str
    given: str

    @cached_property
    def address(self) -> str:
        """Where the file is published, or empty."""
        return published_address(self.name, is_encoder=self.role == "encoder")


def located(needs: Sequence[WeightsNeed], folder: Path | None) -> list[str]:
    """For each need "hub", "none" or the path of a file that exists.

    Args:
        needs: in any order.
        folder: where the files of those given as "hub" are, by name; None: the hubs are asked.

    Raises:
        WeightsMissing: naming every file that is not there, and cannot be downloaded.
    """
    places = [_located(need, folder) for need in needs]
    unreachable = out_of_reach(need.address for need, place in zip(needs, places, strict=True) if place == HUB)
    missing = dict[str, list[str]]()
    for need, place in zip(needs, places, strict=True):
        if place is None or (place == HUB and need.address in unreachable):
            line = _line(need, folder, unreachable.get(need.address))
            missing.setdefault(line, []).append(need.role)
    if missing:
        lines = "".join(f"\n  - {' and '.join(roles)}, {line}" for line, roles in missing.items())
        raise WeightsMissing(
            f"Weights are missing:{lines}",
            hint="Put them into one folder and name it with --weights-dir, or start with 'none'.",
        )
    return [place for place in places if place is not None]


def _located(need: WeightsNeed, folder: Path | None) -> str | None:
    if need.given == NONE or (need.given == HUB and folder is None):
        return need.given
    if need.given != HUB:
        return need.given if Path(need.given).is_file() else None
    names = [path for path in _weight_files(folder) if _is_of(path.stem, need.name)]
    return str(names[0]) if names else None


def _weight_files(folder: Path | None) -> list[Path]:
    """Those of a folder, short names first: the longer ones belong to variants more often."""
    if folder is None or not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.suffix in SUFFIXES)
    return sorted(files, key=lambda path: (len(path.name), path.name))


def _is_of(stem: str, name: str) -> bool:
    """Whether a file of this name, without its ending, holds weights of a network."""
    return any(stem.startswith(known) and _TAG.fullmatch(stem[len(known) :]) for known in _names(name))


def _names(name: str) -> Iterable[str]:
    """Under which the file of a network may be called: TensorFlow's ports also without their prefix."""
    bare = name.removeprefix("tu-").removeprefix("timm-")
    return {name, bare, bare.removeprefix("tf_"), bare.replace("-", "_")}


def _line(need: WeightsNeed, folder: Path | None, reason: str | None) -> str:
    source = f", published at {need.address}" if need.address else ""
    if reason is not None:
        return f"{need.name}: cannot be downloaded ({reason}){source}"
    return f"{need.name}: {f'no {need.name}… in {folder}' if need.given == HUB else f'no file {need.given}'}{source}"


def with_local_weights(settings: ModelSettings) -> tuple[NetworkConfig, LossConfig]:
    """What the settings name, with the paths of files in place of "hub", where a folder is given.

    Raises:
        WeightsMissing: naming every file that is not there.
    """
    needs = training_needs(settings)
    places = {need.role: place for need, place in zip(needs, located(needs, settings.weights_dir), strict=True)}
    network = replace(settings.network, encoder_weights=places.get("encoder", NONE))
    return network, replace(settings.loss, weights=places["loss"])


def training_needs(settings: ModelSettings) -> list[WeightsNeed]:
    """The weights that a training loads: of the loss, and of the encoder where a new network has one."""
    network, loss = settings.network, settings.loss
    needs = [WeightsNeed("loss", loss.network, loss.weights)]
    encoder = {"squeeze_unet": "squeezenet1_1", "squeeze_unet_light": "squeezenet1_1", "u2net": "", "u2netp": ""}.get(
        network.architecture, network.encoder
    )
    is_new = bool(encoder) and settings.start_from is None
    return [*needs, WeightsNeed("encoder", encoder, network.encoder_weights)] if is_new else needs
