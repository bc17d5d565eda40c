"""Chooses what is fast on this machine: precision, memory format and number of threads."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from core.cores import usable_cores
from training.networks.base import StyleNetwork
from training.settings.speed import SpeedConfig

BF16, FP32 = "bf16-mixed", "32-true"
"""Lightning's names of precisions."""

_BF16_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "bf16")  # x86's two, and ARM's
_TRIAL_S = 2.0
_FEWEST = 2  # steps of each way, after one to warm up
_TRIAL_SHAPE = (2, 3, 128, 128)
_GAIN = 0.9  # share of the usual way's time below which another way is taken


@dataclass(frozen=True)
class Way:
    """A memory format and a number of threads."""

    memory_format: torch.memory_format
    threads: int

    def __str__(self) -> str:
        layout = "channels last" if self.memory_format == torch.channels_last else "channels first"
        return f"{layout}, {self.threads} thread{'s' if self.threads > 1 else ''}"


def device_kind(accelerator: str) -> str:
    """Where Lightning's `trainer.accelerator` will train: "cuda", "mps" or "cpu"."""
    if accelerator in ("auto", "gpu", "cuda") and torch.cuda.is_available():
        return "cuda"
    return "mps" if accelerator in ("auto", "gpu", "mps") and torch.backends.mps.is_available() else "cpu"


def suitable_precision(kind: str) -> str:
    """bf16 where the device computes with it, else fp32: emulated, a convolution takes four times as long."""
    if kind == "cuda":
        return BF16 if torch.cuda.is_bf16_supported(including_emulation=False) else FP32
    capabilities = torch.cpu.get_capabilities() if kind == "cpu" else {}
    return BF16 if any(capabilities.get(name) for name in _BF16_INSTRUCTIONS) else FP32


def suitable_way(network: StyleNetwork, config: SpeedConfig, *, kind: str, precision: str) -> Way:
    """The fastest way to train a network on the processor, by a trial; on a GPU channels last, untried.

    Args:
        network: is copied for the trial and stays as it is; so do torch's random numbers.
        config: what is given is not tried.
        kind: of the device; see `device_kind`.
        precision: as Lightning names it.
    """
    cores = usable_cores()
    formats = [torch.contiguous_format if config.channels_last is False else torch.channels_last]
    if kind == "cpu" and config.channels_last is None:
        formats.append(torch.contiguous_format)
    ways = [Way(layout, config.threads or cores) for layout in formats]
    if kind == "cpu" and config.threads is None and cores > 1:
        ways.append(Way(formats[0], cores // 2))
    return ways[0] if len(ways) == 1 else _fastest(network, ways, bf16=precision.startswith("bf16"))


def _fastest(network: StyleNetwork, ways: Sequence[Way], *, bf16: bool) -> Way:
    """By the shortest step of each; all take turns, as the machine may be busy at times."""
    times_s: dict[Way, list[float]] = {way: [] for way in ways}
    threads = torch.get_num_threads()
    began = time.perf_counter()
    with torch.random.fork_rng(devices=[]):
        copies = {way: copy.deepcopy(network).to(memory_format=way.memory_format) for way in ways}  # type: ignore[call-overload]  # torch's stub lacks it
        while len(times_s[ways[-1]]) <= _FEWEST or time.perf_counter() - began < _TRIAL_S:
            for way in ways:
                times_s[way].append(_step_s(copies[way], way, bf16=bf16))
    torch.set_num_threads(threads)
    shortest = {way: min(taken[1:]) for way, taken in times_s.items()}
    best = min(shortest, key=shortest.__getitem__)
    return best if shortest[best] < _GAIN * shortest[ways[0]] else ways[0]


def _step_s(network: StyleNetwork, way: Way, *, bf16: bool) -> float:
    """Time of one forward and backward pass, s."""
    torch.set_num_threads(way.threads)
    photo = torch.rand(_TRIAL_SHAPE).contiguous(memory_format=way.memory_format)
    began = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        toon = network(photo)
    toon.float().mean().backward()
    network.zero_grad()
    return time.perf_counter() - began
