"""infer(): a graph whose author said nothing, and what has to be known to draw with it. Runs it: only where it is held.

Layout, type, sizes and outputs are tried in `picture_tensors`, ranges of values in `readings`; then the working size is
chosen by the time that the network takes here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import GenerateFailed
from core.foreign.picture_tensors import Pictures, find_pictures
from core.foreign.readings import Run, other_colors, rank_readings
from core.foreign.tried_graph import Array, TriedGraph
from core.frame import RgbImage
from core.generators.tensors import constant_tensor, to_tensor
from core.models.manifest import SizeRule
from core.models.record import Record
from core.models.tensor_spec import ConstantInput, ImageSpec, Reading

_SIDES = (256, 192, 128, 64)
_LONGEST_RUN_S = 0.8
_RUNS = 4
_WORKING_SIDES = (512, 448, 384, 320, 256)
_WANTED_RUN_S = 0.12


class Contract(Record):
    """What a manifest has to say of a graph so that it draws."""

    input: ImageSpec
    output: ImageSpec
    size_rule: SizeRule
    constants: tuple[ConstantInput, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sample:
    image: RgbImage
    seconds: float


def infer(graph: TriedGraph, face: RgbImage, *, clock_s: Callable[[], float] = time.perf_counter) -> Contract:
    """Find out how to draw with a graph. Blocks for some seconds.

    Args:
        graph: any.
        face: (H, W, 3) uint8 RGB, a sample to try on.
        clock_s: for the speed.

    Raises:
        ModelLoadFailed: it is no network from image to image.
        GenerateFailed: it draws nothing.
    """
    pictures = find_pictures(graph)
    sample = _fitting_sample(graph, pictures, face, clock_s)
    ranked = rank_readings(
        _runner(graph, pictures, sample.image),
        pictures.input,
        pictures.output,
        sample.image,
        last_operator=graph.file.last_operator(pictures.output.name),
        metadata=graph.file.metadata,
    )
    best = ranked[0].reading
    return Contract(
        input=best.input,
        output=best.output,
        size_rule=_with_working_size(graph, pictures, best.input, sample),
        constants=pictures.constants,
        readings=(*(drawn.reading for drawn in ranked[1:]), *other_colors(best)),
    )


def _fitting_sample(graph: TriedGraph, pictures: Pictures, face: RgbImage, clock_s: Callable[[], float]) -> _Sample:
    """The face at the largest side at which the network is fast enough to be tried some times."""
    image = face
    seconds = 0.0
    for side in _SIDES if pictures.rule.fixed is None else (max(pictures.rule.fixed),):
        image = _resized(face, pictures.rule.fixed or _legal(side, pictures.rule))
        run = _runner(graph, pictures, image)
        try:
            seconds = _seconds(run, pictures.input, clock_s)
        except GenerateFailed:
            continue
        if seconds < _LONGEST_RUN_S:
            break
    return _Sample(image, seconds)


def _seconds(run: Run, spec: ImageSpec, clock_s: Callable[[], float]) -> float:
    """How long one image takes: the least of some, as the first takes longer and the computer may be busy."""
    least = float("inf")
    for _ in range(_RUNS):
        started_s = clock_s()
        run(spec)
        least = min(least, clock_s() - started_s)
        if least > _LONGEST_RUN_S:
            break
    return least


def _with_working_size(graph: TriedGraph, pictures: Pictures, spec: ImageSpec, sample: _Sample) -> SizeRule:
    """The rule with the largest side at which the network is fast enough, and which it was seen to bear."""
    rule = pictures.rule
    if rule.fixed is not None:
        return rule
    per_pixel_s = sample.seconds / sample.image[..., 0].size
    sides = [max(rule.minimum, side // rule.multiple_of * rule.multiple_of) for side in _WORKING_SIDES]
    fast = [side for side in sides if per_pixel_s * side * side <= _WANTED_RUN_S]
    for side in [*fast, sides[-1], rule.minimum]:
        try:
            _runner(graph, pictures, _resized(sample.image, (side, side)))(spec)
        except GenerateFailed:
            continue
        return rule.model_copy(update={"preferred": side})
    raise GenerateFailed("The network draws no picture of a size that can be watched.")


def _runner(graph: TriedGraph, pictures: Pictures, image: RgbImage) -> Run:
    constants = {constant.name: constant_tensor(constant) for constant in pictures.constants}

    def run(spec: ImageSpec) -> Array:
        tensor = to_tensor(image, spec)
        if pictures.batch > 1:
            tensor = np.repeat(tensor, pictures.batch, axis=0)
        return graph.run({spec.name: tensor, **constants}, [pictures.output.name])[pictures.output.name]

    return run


def _legal(side: int, rule: SizeRule) -> tuple[int, int]:
    legal = max(rule.minimum, side // rule.multiple_of * rule.multiple_of)
    return legal, legal


def _resized(image: RgbImage, size: tuple[int, int]) -> RgbImage:
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
