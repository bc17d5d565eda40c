"""Providers that are wrong, slow, broken, hang or take their process with them: found by name in another process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Event

from core.errors import GenerateFailed, ModelLoadFailed
from core.frame import RgbImage
from core.generators.fitting import FittingGenerator, Placement
from core.generators.loader import generator_on
from core.generators.providers import PROCESSOR, Provider
from core.models.library import InstalledModel
from core.models.manifest import Precision

_SLOW_S = 0.05


class _Between(FittingGenerator):
    """A real generator with something between it and its caller."""

    def __init__(self, real: FittingGenerator, between: Callable[[RgbImage], RgbImage]) -> None:
        self._real, self._between = real, between
        self._precision = real.precision

    @property
    def provider(self) -> str:
        return "fake"

    def generate(self, image: RgbImage) -> RgbImage:
        return self._between(self._real.generate(image))

    def placement(self, width: int, height: int) -> Placement:
        return self._real.placement(width, height)

    def close(self) -> None:
        self._real.close()

    def _run(self, image: RgbImage) -> RgbImage:
        raise NotImplementedError


def _slow(toon: RgbImage) -> RgbImage:
    time.sleep(_SLOW_S)
    return toon


def _fails(_toon: RgbImage) -> RgbImage:
    raise GenerateFailed("The card has no memory left.")


def _hangs(toon: RgbImage) -> RgbImage:
    Event().wait()
    return toon


def _crashes(_toon: RgbImage) -> RgbImage:
    os.abort()


_BETWEEN: dict[str, Callable[[RgbImage], RgbImage]] = {
    "Right": lambda toon: toon,
    "Wrong": lambda toon: 255 - toon,
    "Swapped": lambda toon: toon[..., ::-1].copy(),
    "Slow": _slow,
    "Fails": _fails,
    "Hangs": _hangs,
    "Crashes": _crashes,
}


def make(model: InstalledModel, provider: Provider, *, precision: Precision | None = None) -> FittingGenerator:
    """A generator on the processor that behaves as the name of its provider says."""
    if provider.name == "Refuses":
        raise ModelLoadFailed("The driver is too old.") from OSError("libcard.so.2 is missing")
    if provider.name == "Confused":
        raise RuntimeError("what no provider should raise")
    generator = generator_on(model, PROCESSOR, precision=precision)
    return generator if provider == PROCESSOR else _Between(generator, _BETWEEN[provider.name])
