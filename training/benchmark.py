"""`toonclip-train benchmark`: how big and how fast each network is, before anybody trains it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.errors import AppError
from training.errors import SettingInvalid
from training.export.onnx_file import INPUT, OUTPUT, write_onnx
from training.networks.catalog import OWN, NetworkConfig, build_network
from training.weights import NONE

_WARM_UP = 3
_RUNS = 20
_USED = ("CPUExecutionProvider", "CUDAExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")


@dataclass(frozen=True)
class Measurement:
    """One network at one size with one provider; `error` says why the figures are missing.

    Attributes:
        gflop: of one picture, multiplications and additions counted apart.
        p50_ms: median time of one picture in ONNX Runtime.
        p95_ms: time that 95 % of the pictures keep to.
    """

    architecture: str
    encoder: str
    size: str
    provider: str
    parameters_million: float
    gflop: float
    file_mb: float
    p50_ms: float
    p95_ms: float
    error: str = ""


def benchmark(
    architectures: Sequence[str], encoders: Sequence[str], sizes: Sequence[tuple[int, int]], *, threads: int | None
) -> list[Measurement]:
    """Measure every combination with random weights: fastest first, failures last.

    Args:
        architectures: names of the zoo.
        encoders: likewise; networks that have none of these are measured once.
        sizes: (width, height) px.
        threads: of the processor; None: all.
    """
    found: list[Measurement] = []
    for architecture in architectures:
        for encoder in ("",) if architecture in OWN else encoders:
            found += _measure_network(NetworkConfig(architecture, encoder, NONE), sizes, threads)
    return sorted(found, key=lambda item: (bool(item.error), item.p50_ms))


def _measure_network(config: NetworkConfig, sizes: Sequence[tuple[int, int]], threads: int | None) -> list[Measurement]:
    nothing = Measurement(config.architecture, config.encoder, "", "", 0, 0, 0, 0, 0)
    try:
        network = build_network(config).eval()
        _check_sizes(config.architecture, network, sizes)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            write_onnx(network, path, multiple_of=int(getattr(network, "multiple_of", 32)))
            return [
                _measure(network, path, config, size, provider=provider, threads=threads)
                for size in sizes
                for provider in _USED
                if provider in ort.get_available_providers()
            ]
    except AppError as error:
        return [Measurement(**{**asdict(nothing), "error": error.message})]


def _check_sizes(architecture: str, network: nn.Module, sizes: Sequence[tuple[int, int]]) -> None:
    multiple, minimum = int(getattr(network, "multiple_of", 32)), int(getattr(network, "minimum_px", 64))
    if any(side % multiple or side < minimum for size in sizes for side in size):
        raise SettingInvalid(f"{architecture} takes sides that are multiples of {multiple} and at least {minimum} px.")


def _measure(
    network: nn.Module, path: Path, config: NetworkConfig, size: tuple[int, int], *, provider: str, threads: int | None
) -> Measurement:
    width, height = size
    times = _times_ms(path, size, provider=provider, threads=threads)
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network(torch.zeros(1, 3, height, width))
    p50, p95 = np.percentile(times, (50, 95))
    return Measurement(
        config.architecture,
        config.encoder,
        f"{width}x{height}",
        provider.removesuffix("ExecutionProvider"),
        round(sum(parameter.numel() for parameter in network.parameters()) / 1e6, 2),
        round(counter.get_total_flops() / 1e9, 2),
        round(path.stat().st_size / 1e6, 1),
        round(float(p50), 1),
        round(float(p95), 1),
    )


def _times_ms(path: Path, size: tuple[int, int], *, provider: str, threads: int | None) -> list[float]:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    if threads:
        options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(path), options, providers=[provider])
    picture = np.random.default_rng(0).integers(0, 256, (1, size[1], size[0], 3), dtype=np.uint8)
    times = []
    for _ in range(_WARM_UP + _RUNS):
        began = time.perf_counter_ns()
        session.run([OUTPUT], {INPUT: picture})
        times.append((time.perf_counter_ns() - began) / 1e6)
    return times[_WARM_UP:]


def benchmark_text(measurements: Sequence[Measurement]) -> str:
    """A Markdown table of the measurements."""
    rows = ["| architecture | encoder | size | provider | million parameters | GFLOP | MB | p50 ms | p95 ms |"]
    rows.append("| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for item in measurements:
        figures = (item.parameters_million, item.gflop, item.file_mb, item.p50_ms, item.p95_ms)
        cells = (item.architecture, item.encoder or "its own", item.size, item.provider, *figures)
        failed = (item.architecture, item.encoder or "its own", item.error.replace("|", "/"), *[""] * 6)
        rows.append("| " + " | ".join(str(cell) for cell in (failed if item.error else cells)) + " |")
    return "\n".join(rows)
