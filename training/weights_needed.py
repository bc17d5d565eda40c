"""Which published weights a command needs, where they are, and all that are missing in one message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import segmentation_models_pytorch as smp
import timm
from torchvision.models import SqueezeNet1_1_Weights, VGG16_Weights, VGG19_Weights

from training.errors import WeightsMissing
from training.losses import LossConfig
from training.networks.catalog import NetworkConfig
from training.networks.encoders import find_encoder
from training.state_dicts import SUFFIXES
from training.weights import HUB, NONE

_TORCHVISION = {
    "squeezenet1_1": SqueezeNet1_1_Weights.IMAGENET1K_V1.url,
    "vgg16": VGG16_Weights.IMAGENET1K_V1.url,
    "vgg19": VGG19_Weights.IMAGENET1K_V1.url,
}
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

    @property
    def address(self) -> str:
        """Where the file is published, or empty."""
        if self.name in _TORCHVISION:
            return _TORCHVISION[self.name]
        resolved = find_encoder(self.name) or self.name
        if resolved in smp.encoders.encoders:
            settings = smp.encoders.encoders[resolved]["pretrained_settings"].get("imagenet", {})
            return f"https://huggingface.co/{settings['repo_id']}" if "repo_id" in settings else ""
        name = resolved.removeprefix("tu-")
        config = timm.get_pretrained_cfg(name) if timm.is_model(name) else None
        return f"https://huggingface.co/{config.hf_hub_id}" if config and config.hf_hub_id else ""


def located(needs: Sequence[WeightsNeed], folder: Path | None) -> list[str]:
    """For each need "hub", "none" or the path of a file that exists.

    Args:
        needs: in any order.
        folder: where the files of those given as "hub" are, by name; None: the hubs are asked.

    Raises:
        WeightsMissing: naming every file that is not there.
    """
    found = [_located(need, folder) for need in needs]
    missing = [need for need, place in zip(needs, found, strict=True) if place is None]
    if missing:
        raise WeightsMissing(
            f"Weights are missing:{''.join(f'{chr(10)}  - {_line(need, folder)}' for need in missing)}",
            hint="Put them into one folder and name it with --weights-dir, or start with 'none'.",
        )
    return [place for place in found if place is not None]


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


def _line(need: WeightsNeed, folder: Path | None) -> str:
    where = f"no {need.name}… in {folder}" if need.given == HUB else f"no file {need.given}"
    source = f", published at {need.address}" if need.address else ""
    return f"{need.role}, {need.name}: {where}{source}"


def with_local_weights(
    network: NetworkConfig, loss: LossConfig, folder: Path | None
) -> tuple[NetworkConfig, LossConfig]:
    """The same settings with the paths of files in place of "hub", where a folder is given.

    Raises:
        WeightsMissing: naming every file that is not there.
    """
    needs = training_needs(network, loss)
    places = {need.role: place for need, place in zip(needs, located(needs, folder), strict=True)}
    network = replace(network, encoder_weights=places.get("encoder", network.encoder_weights))
    return network, replace(loss, weights=places["loss"])


def training_needs(network: NetworkConfig, loss: LossConfig) -> list[WeightsNeed]:
    """The weights that a training loads: of the loss, and of the encoder where the network has one."""
    needs = [WeightsNeed("loss", loss.network, loss.weights)]
    encoder = {"squeeze_unet": "squeezenet1_1", "u2net": "", "u2netp": ""}.get(network.architecture, network.encoder)
    return [*needs, WeightsNeed("encoder", encoder, network.encoder_weights)] if encoder else needs


@contextmanager
def all_named(needs: Sequence[WeightsNeed]) -> Iterator[None]:
    """Add to the error of a download that failed what else the command would go on to download."""
    try:
        yield
    except WeightsMissing as error:
        others = [need for need in needs if need.given == HUB and need.address]
        if not others:
            raise
        lines = "".join(f"\n  - {need.role}, {need.name}: {need.address}" for need in others)
        raise WeightsMissing(f"{error.message} All that is to be downloaded:{lines}", hint=error.hint) from error
