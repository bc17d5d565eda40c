"""try_provider(): whether a provider draws a model right on this computer, and how fast, found out apart from us."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.apart import NoAnswerError, run_apart
from core.compositor import resize
from core.errors import AppError, GenerateFailed, InputError
from core.frame import RgbImage
from core.generators.fitting import FittingGenerator
from core.generators.providers import PROCESSOR, Provider
from core.media.images import read_image
from core.metrics import percentile
from core.models.library import InstalledModel
from core.models.manifest import Precision

LONGEST_S = 60.0
"""For a provider to answer: TensorRT compiles for half a minute; what takes longer makes nobody wait."""
_MEASURE_S = 1.0
_LEAST_RUNS = 3
_NOT_THE_SAME = 4.0
"""Of 255, mean, between two runs of the same file: half precision stays below 1, a wrong colour is far above."""
_PADDED_APART = 16.0
"""The same between a package with fixed sizes and a graph: padding alone makes 1 to 7."""


class MakeGenerator(Protocol):
    """Makes a model's generator on a provider. Found by its name in another process: a function of a module."""

    def __call__(
        self, model: InstalledModel, provider: Provider, *, precision: Precision | None = None
    ) -> FittingGenerator:
        """Raises: AppError: it cannot be made."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a trial.

    Attributes:
        provider: that was tried.
        precision: of the file that it ran; empty when it ran none.
        ms: for a picture, median; 0 when it drew none.
        apart: how far its picture is from the processor's, of 255, mean.
        problem: why it may not draw; empty: it may.
    """

    provider: Provider
    precision: str = ""
    ms: float = 0.0
    apart: float = 0.0
    problem: str = ""


def try_provider(
    model: InstalledModel, provider: Provider, make: MakeGenerator, *, longest_s: float = LONGEST_S
) -> Verdict:
    """Draw the model's sample for a second in a process of its own: a driver may crash or hang. Blocks. Never raises.

    Args:
        model: to be drawn.
        provider: to be tried.
        make: makes the generators.
        longest_s: after which the process is ended.
    """
    try:
        return run_apart(measure, model, provider, make, longest_s=longest_s)
    except NoAnswerError as error:
        return Verdict(provider, problem=f"it {error}")


def measure(model: InstalledModel, provider: Provider, make: MakeGenerator) -> Verdict:
    """Draw the model's sample for a second in this process. Blocks. Never raises but for what ends the process."""
    try:
        generator = make(model, provider)
        try:
            return _measured(generator, model, provider, make)
        finally:
            generator.close()
    except AppError as error:
        cause = f" ({error.__cause__})" if error.__cause__ else ""
        return Verdict(provider, problem=f"{error.message}{cause}")
    except Exception as error:  # of a library that is not ours
        return Verdict(provider, problem=f"{type(error).__name__}: {error}")


def _measured(generator: FittingGenerator, model: InstalledModel, provider: Provider, make: MakeGenerator) -> Verdict:
    image = _sample(model)
    toon = generator.generate(image)
    apart = 0.0 if provider == PROCESSOR else _apart(toon, image, model, generator, make)
    problem = "" if apart <= _allowed(generator) else f"its picture is wrong: {apart:.0f} of 255 from the processor's"
    ms = 0.0 if problem else _median_ms(lambda: generator.generate(image))
    return Verdict(provider, generator.precision, ms, apart, problem)


def _apart(
    toon: RgbImage, image: RgbImage, model: InstalledModel, generator: FittingGenerator, make: MakeGenerator
) -> float:
    """How far the toon is from the one that the processor draws, with the same file where both can run it."""
    same_file = None if generator.needs_proof else generator.precision
    reference = make(model, PROCESSOR, precision=same_file)
    try:
        expected = reference.generate(image)
    finally:
        reference.close()
    if not np.isfinite(toon).all():
        raise GenerateFailed("It draws what is no picture.")
    fitted = resize(expected, toon.shape[1], toon.shape[0])
    return float(np.abs(toon.astype(np.int16) - fitted).mean())


def _allowed(generator: FittingGenerator) -> float:
    return _PADDED_APART if generator.needs_proof else _NOT_THE_SAME


def _sample(model: InstalledModel) -> RgbImage:
    """The model's own sample at the size of a camera's picture, else a gradient."""
    side = model.manifest.size_rule.preferred
    path = model.file(model.manifest.parity.sample)
    try:
        found = read_image(path).image if path is not None else None
    except InputError:
        found = None
    if found is None:
        ramp = np.linspace(0, 255, side, dtype=np.uint8)
        found = np.dstack((np.tile(ramp, (side, 1)), np.tile(ramp[:, None], (1, side)), np.full((side, side), 128)))
    return resize(found.astype(np.uint8), side, max(1, side * 9 // 16))


def _median_ms(run: Callable[[], object]) -> float:
    times_ms: list[float] = []
    ends_s = time.perf_counter() + _MEASURE_S
    while len(times_ms) < _LEAST_RUNS or time.perf_counter() < ends_s:
        began_s = time.perf_counter()
        run()
        times_ms.append((time.perf_counter() - began_s) * 1000)
    return percentile(times_ms, 50)
