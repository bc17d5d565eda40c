"""`toonclip-train benchmark`: how big and how fast each network is, before anybody trains it."""

from __future__ import annotations

import functools
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.errors import AppError
from training.errors import SettingInvalid
from training.export.int8 import write_int8
from training.export.onnx_file import INPUT, OUTPUT, ImageGraph, write_graph
from training.networks.base import StyleNetwork
from training.networks.catalog import build_network
from training.settings.network import OWN, NetworkConfig
from training.settings.weights import NONE

_ROUNDS = 4
_WARM_UP, _FEWEST, _ENOUGH_MS = 2, 3, 750.0  # images, images and time of one network in one round
Size = tuple[int, int]  # width and height, px
_USED = ("CPUExecutionProvider", "CUDAExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")


@dataclass(frozen=True)
class Measurement:
    """One network at one size with one provider; `error` says why the figures are missing.

    Attributes:
        precision: "fp32" or "int8"; the latter of networks that support it.
        gflop: of one image, multiplications and additions counted apart.
        p50_ms: median time of one image in ONNX Runtime.
        p95_ms: time that 95 % of the images keep to.
    """

    architecture: str
    encoder: str
    size: str
    provider: str
    precision: str
    parameters_million: float
    gflop: float
    file_mb: float
    p50_ms: float
    p95_ms: float
    error: str = ""


@dataclass(frozen=True)
class Candidate:
    """One file at one size with one provider, still to be timed."""

    config: NetworkConfig
    path: Path
    size: Size
    provider: str
    parameters_million: float
    gflop: float


TimesMs = Callable[[Candidate], list[float]]


def benchmark(
    architectures: Sequence[str],
    encoders: Sequence[str],
    sizes: Sequence[Size],
    *,
    threads: int | None,
    times_ms: TimesMs | None = None,
) -> list[Measurement]:
    """Measure every combination with random weights: by size, fastest first, failures last.

    All are timed in turns, several times over: a shared machine is now quicker, now slower, and ratios should not
    depend on when a network's turn was.

    Args:
        architectures: names of the zoo.
        encoders: likewise; networks that have none of these are measured once.
        sizes: (width, height) px.
        threads: of the processor; None: all.
        times_ms: times one round of a candidate; None: by ONNX Runtime.
    """
    times_ms = times_ms or functools.partial(onnx_times_ms, threads=threads)
    candidates: list[Candidate] = []
    failed: list[Measurement] = []
    with tempfile.TemporaryDirectory() as folder:
        for config in _configs(architectures, encoders):
            try:
                candidates += _prepared(config, sizes, Path(tempfile.mkdtemp(dir=folder)))
            except AppError as error:
                failed.append(_failure(config, error))
        taken_ms: list[list[float]] = [[] for _ in candidates]
        for _ in range(_ROUNDS):
            for candidate, taken in zip(candidates, taken_ms, strict=True):
                taken.extend(times_ms(candidate))
        found = [_measurement(*timed) for timed in zip(candidates, taken_ms, strict=True)]
    areas = {f"{width}x{height}": width * height for width, height in sizes}
    return sorted(found, key=lambda item: (areas[item.size], item.p50_ms)) + failed


def _configs(architectures: Sequence[str], encoders: Sequence[str]) -> list[NetworkConfig]:
    return [
        NetworkConfig(architecture, encoder, NONE)
        for architecture in architectures
        for encoder in (("",) if architecture in OWN else encoders)
    ]


def _prepared(config: NetworkConfig, sizes: Sequence[Size], folder: Path) -> list[Candidate]:
    """The network's files, written, with every size and provider."""
    network = build_network(config).eval()
    _check_sizes(config.architecture, network, sizes)
    parameters = sum(parameter.numel() for parameter in network.parameters()) / 1e6
    gflop = {size: _gflop(network, size) for size in sizes}
    return [
        Candidate(config, path, size, provider, parameters, gflop[size])
        for path in _write_files(network, folder)
        for size in sizes
        for provider in _USED
        if provider in ort.get_available_providers() and (path.stem == "fp32" or provider == _USED[0])
    ]


def _failure(config: NetworkConfig, error: AppError) -> Measurement:
    return Measurement(config.architecture, config.encoder, "", "", "", 0, 0, 0, 0, 0, error.message)


def _write_files(network: StyleNetwork, folder: Path) -> list[Path]:
    """Write the network's graphs, each named for its precision."""
    fp32, int8 = folder / "fp32.onnx", folder / "int8.onnx"
    write_graph(ImageGraph(network).eval(), fp32, multiple_of=network.multiple_of)
    if not network.supports_int8:
        return [fp32]
    noise = np.random.default_rng(0).integers(0, 256, (2, 128, 128, 3), dtype=np.uint8)
    write_int8(fp32, int8, photographs=noise)
    return [fp32, int8]


def _check_sizes(architecture: str, network: StyleNetwork, sizes: Sequence[Size]) -> None:
    rule = network.size_rule
    if any(side % rule.multiple_of or side < rule.minimum for size in sizes for side in size):
        raise SettingInvalid(
            f"{architecture} takes sides that are multiples of {rule.multiple_of} and at least {rule.minimum} px."
        )


def _gflop(network: StyleNetwork, size: Size) -> float:
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network(torch.zeros(1, 3, size[1], size[0]))
    return counter.get_total_flops() / 1e9


def _measurement(candidate: Candidate, times_ms: Sequence[float]) -> Measurement:
    width, height = candidate.size
    p50, p95 = np.percentile(times_ms, (50, 95))
    return Measurement(
        candidate.config.architecture,
        candidate.config.encoder,
        f"{width}x{height}",
        candidate.provider.removesuffix("ExecutionProvider"),
        candidate.path.stem,
        round(candidate.parameters_million, 2),
        round(candidate.gflop, 2),
        round(candidate.path.stat().st_size / 1e6, 1),
        round(float(p50), 1),
        round(float(p95), 1),
    )


def onnx_times_ms(candidate: Candidate, *, threads: int | None) -> list[float]:
    """The times of single images in one round, in a session of its own."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    if threads:
        options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(candidate.path), options, providers=[candidate.provider])
    width, height = candidate.size
    image = np.random.default_rng(0).integers(0, 256, (1, height, width, 3), dtype=np.uint8)
    times: list[float] = []
    while len(times) < _WARM_UP + _FEWEST or sum(times[_WARM_UP:]) < _ENOUGH_MS:
        began = time.perf_counter_ns()
        session.run([OUTPUT], {INPUT: image})
        times.append((time.perf_counter_ns() - began) / 1e6)
    return times[_WARM_UP:]


def benchmark_text(measurements: Sequence[Measurement]) -> str:
    """A Markdown table of the measurements."""
    rows = [
        "| architecture | encoder | size | provider | precision | million parameters | GFLOP | MB | p50 ms | p95 ms |"
    ]
    rows.append("| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for item in measurements:
        figures = (item.parameters_million, item.gflop, item.file_mb, item.p50_ms, item.p95_ms)
        cells = (item.architecture, item.encoder or "its own", item.size, item.provider, item.precision, *figures)
        failed = (item.architecture, item.encoder or "its own", item.error.replace("|", "/"), *[""] * 7)
        rows.append("| " + " | ".join(str(cell) for cell in (failed if item.error else cells)) + " |")
    return "\n".join(rows)
