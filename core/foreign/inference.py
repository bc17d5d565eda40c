"""infer(): a graph whose author said nothing, and what has to be known to draw with it. Runs it: only where it is held.

Layout, type, sizes and outputs are tried in `picture_tensors`, ranges of values in `readings`; then the working size is
chosen by the time that the network takes here.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import GenerateFailed, ModelLoadFailed
from core.foreign.picture_tensors import Pictures, find_pictures
from core.foreign.readings import Run, other_colors, rank_readings
from core.foreign.tried_graph import Array, TriedGraph
from core.frame import RgbImage, Size
from core.generators.tensors import constant_tensor, to_tensor
from core.models.manifest import SizeRule
from core.models.record import Record
from core.models.tensor_spec import ConstantInput, ImageSpec, Reading

_SIDES = (256, 192, 128, 64)
_QUICK_RUN_S, _LONGEST_RUN_S = 0.25, 1.0  # of some runs in a trial of 7 s
_WORKING_SIDES, _SLOW_SIDES = (512, 448, 384, 320, 256), (256, 192, 128)
_WANTED_RUN_S, _BEARABLE_RUN_S = 0.12, 2.0


class Contract(Record):
    """What a manifest has to say of a graph so that it draws."""

    input: ImageSpec
    output: ImageSpec
    size_rule: SizeRule
    constants: tuple[ConstantInput, ...] = ()
    readings: tuple[Reading, ...] = ()


def infer(graph: TriedGraph, face: RgbImage) -> Contract:
    """Find out how to draw with a graph. Blocks for some seconds.

    Args:
        graph: any.
        face: (H, W, 3) uint8 RGB, a sample to try on.

    Raises:
        ModelLoadFailed: it is no network from image to image, or too slow to be tried.
        GenerateFailed: it draws nothing.
    """
    pictures = find_pictures(graph)
    sample = _fitting_sample(graph, pictures, face)
    ranked = rank_readings(
        _runner(graph, pictures, sample),
        pictures.input,
        pictures.output,
        sample,
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


def _fitting_sample(graph: TriedGraph, pictures: Pictures, face: RgbImage) -> RgbImage:
    """The face at the largest size at which the network is quick enough to be tried some times, and which it bears."""
    rule = pictures.rule
    sizes = [_legal(side, rule) for side in _SIDES] if rule.fixed is None else [rule.fixed]
    _require_speed(_seconds(graph, pictures, sizes[-1]), sizes[-1])
    for size in [size for size in sizes if _seconds(graph, pictures, size) <= _QUICK_RUN_S]:
        image = _resized(face, size)
        try:
            _runner(graph, pictures, image)(pictures.input)
        except GenerateFailed:
            continue
        if graph.last_run_s <= _LONGEST_RUN_S:  # of some networks the time grows faster than the picture
            return image
    return _resized(face, sizes[-1])


def _require_speed(seconds: float, size: Size) -> None:
    if seconds > _LONGEST_RUN_S:
        raise ModelLoadFailed(
            f"The network takes {seconds:.1f} s for a picture of {size[0]} x {size[1]} px: too long on this computer.",
            hint="Choose a smaller network, or try again when the computer is less busy.",
        )


def _with_working_size(graph: TriedGraph, pictures: Pictures, spec: ImageSpec, sample: RgbImage) -> SizeRule:
    """The rule with the largest side at which the network is fast enough, and which it was seen to bear.

    A slow one is not seen: the first picture drawn with it takes as long as all that was tried, and shows it.
    """
    rule = pictures.rule
    if rule.fixed is not None:
        return rule

    def sides(tried: tuple[int, ...], longest_s: float) -> list[int]:
        legal = [_legal(side, rule) for side in tried]
        return [size[0] for size in legal if _seconds(graph, pictures, size) <= longest_s]

    fast = sides(_WORKING_SIDES, _WANTED_RUN_S)
    if not fast:
        slow = [*sides(_SLOW_SIDES, _BEARABLE_RUN_S), _legal(_SLOW_SIDES[-1], rule)[0]]
        return rule.model_copy(update={"preferred": slow[0]})
    for side in [*fast, rule.minimum]:
        try:
            _runner(graph, pictures, _resized(sample, (side, side)))(spec)
        except GenerateFailed:
            continue
        if graph.last_run_s <= _BEARABLE_RUN_S:
            return rule.model_copy(update={"preferred": side})
    raise GenerateFailed("The network draws no picture of a size that can be watched.")


def _seconds(graph: TriedGraph, pictures: Pictures, size: Size) -> float:
    """How long a picture takes, by the quickest run so far."""
    return graph.seconds_per_value * size[0] * size[1] * pictures.input.channels * pictures.batch


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
