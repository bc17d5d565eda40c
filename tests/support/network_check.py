"""Tries a network before anybody trains it: one step, its ONNX graph, and whether the two agree."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.export.fp16 import HalfNetwork
from training.export.onnx_file import ImageGraph, fits_one_file, onnx_generate, torch_generate, write_graph
from training.networks.catalog import build_network
from training.networks.encoders import find_encoder
from training.networks.soft_base import SoftBaseNetwork
from training.settings.network import NetworkConfig

CHEAP = ("linknet", "unet", "fpn")  # architectures to try an encoder with: the first that takes it
STEPS = ("build", "forward", "backward", "export", "agree")
_TOLERANCE = 2  # of 255, at the worst pixel: sums in another order fall to the other side of a rounding
_HALF_TOLERANCE = 8  # likewise in half precision, whose every layer rounds
_CALM = 0.5  # factor of the normalisations: with 1, very deep random networks are chaotic, and no runtimes can agree
_CHANGE = 0.2  # standard deviation of what is drawn onto the photograph for the comparison


@dataclass(frozen=True)
class NetworkCheck:
    """What a network with random weights did.

    Attributes:
        architecture: of the zoo.
        encoder: likewise.
        resolved: the encoder's name in today's library.
        passed: those of `STEPS` that it got through.
        error: why it did not get through the next, or empty.
        figures: parameters_million, onnx_mb, and the largest difference of a value between PyTorch and ONNX Runtime
            at a size that the export did not see, 0..255; as far as it got.
    """

    architecture: str
    encoder: str
    resolved: str
    passed: tuple[str, ...]
    error: str
    figures: dict[str, float] = field(default_factory=dict)


def check_network(config: NetworkConfig) -> NetworkCheck:
    """Build, train one step, export, run and compare; never raises, whatever the network does.

    A network of more than 2 GB is exported in half precision, as `toonclip-train export` would have to.
    """
    passed: list[str] = []
    figures: dict[str, float] = {}
    error = ""
    try:
        for step, found in _steps(config):
            passed.append(step)
            figures |= found
    except Exception as problem:  # libraries' networks raise whatever they meet
        error = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    resolved = find_encoder(config.encoder) or ""
    return NetworkCheck(config.architecture, config.encoder, resolved, tuple(passed), error, figures)


def _steps(config: NetworkConfig) -> Iterator[tuple[str, dict[str, float]]]:
    torch.manual_seed(0)
    network = build_network(config).train()
    yield "build", {"parameters_million": round(sum(p.numel() for p in network.parameters()) / 1e6, 2)}
    multiple, side = network.multiple_of, network.minimum_px
    photo = _smooth(2, side, side + multiple)
    toon = network(photo)
    if toon.shape != photo.shape:
        raise ValueError(f"the toon is {tuple(toon.shape)} for a photograph of {tuple(photo.shape)}")
    yield "forward", {}
    (toon - 1).square().mean().backward()
    if not all(p.grad.isfinite().all() for p in network.parameters() if p.grad is not None):
        raise ValueError("a gradient is not finite")
    yield "backward", {}
    network.zero_grad()
    _settle(network, photo)
    _draw_boldly(network, photo)
    whole = fits_one_file(network)
    graph = ImageGraph(network if whole else HalfNetwork(network))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        write_graph(graph, path, multiple_of=multiple)
        yield "export", {"onnx_mb": round(path.stat().st_size / 1e6, 1)}
        difference = _difference(network, path, photo)
    if difference > (_TOLERANCE if whole else _HALF_TOLERANCE):
        raise ValueError(f"ONNX Runtime's toon differs from PyTorch's by up to {difference} of 255")
    yield "agree", {"difference": difference}


def _smooth(count: int, height: int, width: int) -> torch.Tensor:
    return functional.interpolate(torch.rand(count, 3, 8, 8), size=(height, width), mode="bilinear")


@torch.no_grad()
def _settle(network: nn.Module, photo: torch.Tensor) -> None:
    """Make the normalisations fit the random weights, so that a rounding stays one through a deep network.

    No layer is left out by chance meanwhile, as none is in the exported graph.
    """
    normalisations = [layer for layer in network.eval().modules() if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d)]
    for layer in normalisations:
        nn.init.constant_(layer.weight, _CALM)
        layer.reset_running_stats()
        layer.momentum = None  # the next batch's statistics, whole
        layer.train()
    network(photo)
    network.eval()


@torch.no_grad()
def _draw_boldly(network: nn.Module, photo: torch.Tensor) -> None:
    """Scale the last layer, which starts near nothing, until a mistake in any layer would be seen in the toon."""
    if isinstance(network, SoftBaseNetwork):
        network.head.weight.mul_(_CHANGE / network.change(photo).std())


def _difference(network: nn.Module, path: Path, photo: torch.Tensor) -> int:
    pictures = (photo * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    found, wanted = onnx_generate(path, threads=1)(pictures), torch_generate(network)(pictures)
    return int(np.abs(found.astype(np.int16) - wanted).max())
