"""find_pictures(): which input of a graph takes the image, at which sizes, and which output is the toon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from core.errors import GenerateFailed, ModelLoadFailed, shown
from core.foreign.tried_graph import Array, TensorFact, TriedGraph
from core.models.manifest import SizeRule
from core.models.tensor_spec import Color, ConstantInput, ImageSpec, Layout

_IMAGE_TYPES = ("uint8", "float16", "float32")
_COLORS: dict[int, Color] = {1: "GREY", 3: "RGB", 4: "RGBA"}
_LAYOUTS: dict[int, tuple[Layout, ...]] = {4: ("NCHW", "NHWC"), 3: ("CHW", "HWC")}
_MULTIPLES = (1, 2, 4, 8, 16, 32, 64)
_SMALLEST_TRIED, _NEXT_TRIED = 64, 256
_USUAL_SIZES = (256, 512, 224, 320, 128, 384, 640, 1024)
"""Tried one after the other where a graph calls its sizes free and takes one alone."""
_MOST_CONSTANT_VALUES = 4096
_MOST_LARGER, _MOST_SMALLER = 8, 4
_LARGEST_FIXED_PX = 4096
Size = tuple[int, int]
"""(width, height), px."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was found. The values of the tensors are not read yet: the specs are those of bytes 0..255."""

    input: ImageSpec
    output: ImageSpec
    rule: SizeRule
    constants: tuple[ConstantInput, ...]
    batch: int


def find_pictures(graph: TriedGraph) -> Pictures:
    """Try the graph until one of its outputs has the shape of an image that was put in.

    Raises:
        ModelLoadFailed: none has.
    """
    refusals: list[str] = []
    for fact, layout in _possible_inputs(graph.inputs):
        for constants in _possible_constants(graph.inputs, fact):
            spec = _spec(fact, layout, channels=_channels(fact, layout))
            found = _try_sizes(graph, Pictures(spec, spec, _rule(1), constants, _batch(fact, layout)), fact, refusals)
            if found is not None:
                return found
    raise ModelLoadFailed(_no_picture(graph, refusals), hint="ToonClip draws with networks from image to image alone.")


def picture_output(results: Mapping[str, Array], size: Size) -> ImageSpec | None:
    """The output that is most likely the toon of an image of a size: the largest, in colour, the first or fused one."""
    best, best_merit = None, (0.0, False, False, 0)
    for position, (name, values) in enumerate(results.items()):
        spec = _output_spec(name, values, size)
        if spec is None:
            continue
        merit = (_factor(values, spec.layout, size), spec.channels > 1, "fus" in name.lower(), -position)
        if best is None or merit > best_merit:
            best, best_merit = spec, merit
    return best


def noise(size: Size, pictures: Pictures) -> Array:
    """An input of a size that is no flat area, in the type of the tensor, 0..1 or 0..255."""
    spec, (width, height) = pictures.input, size
    shape = (height, width, spec.channels) if spec.layout.endswith("HWC") else (spec.channels, height, width)
    shape = shape if spec.layout[0] != "N" else (pictures.batch, *shape)
    values = (np.arange(prod(shape)) * 7919 % 251 / 250).reshape(shape)
    return (values * 255 if spec.dtype == "uint8" else values).astype(spec.dtype)


def _possible_inputs(facts: Sequence[TensorFact]) -> Iterator[tuple[TensorFact, Layout]]:
    """Those with a place for 3 channels first, then 4, 1, and those that say nothing."""
    found: list[tuple[TensorFact, Layout]] = [
        (fact, layout)
        for fact in facts
        if fact.dtype in _IMAGE_TYPES
        for layout in _LAYOUTS.get(len(fact.shape), ())
        if fact.shape[layout.index("C")] in (*_COLORS, None)
    ]
    order = {3: 0, 4: 1, 1: 2, None: 3}
    return iter(sorted(found, key=lambda pair: order[pair[0].shape[pair[1].index("C")]]))


def _possible_constants(facts: Sequence[TensorFact], image: TensorFact) -> Iterator[tuple[ConstantInput, ...]]:
    """Values for the inputs beside the image: a strength of 1 first, states of 0."""
    others = [fact for fact in facts if fact is not image]
    if not others:
        yield ()
        return
    if any(prod(side or 1 for side in fact.shape) > _MOST_CONSTANT_VALUES for fact in others):
        return
    for number, state in ((1.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.0, 0.0)):
        yield tuple(_constant(fact, number if len(fact.shape) <= 1 else state) for fact in others)


def _constant(fact: TensorFact, value: float) -> ConstantInput:
    shape = tuple(side or 1 for side in fact.shape)
    try:
        return ConstantInput.model_validate({"name": fact.name, "dtype": fact.dtype, "shape": shape, "value": value})
    except ValueError as error:
        raise ModelLoadFailed(f"The network's input {shown(fact.name)} is {shown(fact.dtype)}.") from error


def _try_sizes(graph: TriedGraph, candidate: Pictures, fact: TensorFact, refusals: list[str]) -> Pictures | None:
    layout = candidate.input.layout
    height, width = (fact.shape[layout.index(side)] for side in "HW")
    if width is not None or height is not None:
        size = (width or height or 1, height or width or 1)
        if max(size) > _LARGEST_FIXED_PX:
            return None
        return _tried(graph, candidate, size, _fixed_rule(size), refusals)
    for smallest in (_SMALLEST_TRIED, _NEXT_TRIED):
        for multiple in _MULTIPLES:
            found = _tried(graph, candidate, _size(multiple, smallest), _rule(multiple, smallest), refusals)
            if found is not None:
                return found
    for side in _USUAL_SIZES:
        found = _tried(graph, candidate, (side, side), _fixed_rule((side, side)), refusals)
        if found is not None:
            return found
    return None


def _tried(graph: TriedGraph, candidate: Pictures, size: Size, rule: SizeRule, refusals: list[str]) -> Pictures | None:
    """The candidate with its output and size rule, when the network makes a picture of this size."""
    feed = {constant.name: _values(constant) for constant in candidate.constants}
    try:
        results = graph.run({candidate.input.name: noise(size, candidate), **feed})
    except GenerateFailed as error:
        refusals.append(error.message)
        return None
    output = picture_output(results, size)
    return None if output is None else replace(candidate, output=output, rule=rule)


def _values(constant: ConstantInput) -> Array:
    return np.full(constant.shape, constant.value).astype(constant.dtype)


def _size(multiple: int, smallest: int) -> Size:
    """The least width and height, at least `smallest`, that are multiples of this and of nothing larger."""
    steps = -(-smallest // multiple)
    odd = steps + 1 - steps % 2
    return (odd + 2) * multiple, odd * multiple


def _rule(multiple: int, smallest: int = _SMALLEST_TRIED) -> SizeRule:
    least = max(smallest, multiple)
    return SizeRule(minimum=least, multiple_of=multiple, preferred=max(512, least))


def _fixed_rule(size: Size) -> SizeRule:
    return SizeRule(minimum=1, multiple_of=1, preferred=max(size), fixed=size)


def _batch(fact: TensorFact, layout: Layout) -> int:
    return (fact.shape[0] or 1) if layout[0] == "N" else 1


def _channels(fact: TensorFact, layout: Layout) -> int:
    return fact.shape[layout.index("C")] or 3


def _spec(fact: TensorFact, layout: Layout, *, channels: int) -> ImageSpec:
    return ImageSpec.model_validate(
        {"name": fact.name, "layout": layout, "dtype": fact.dtype, "color": _COLORS[channels]}
    )


def _output_spec(name: str, values: Array, size: Size) -> ImageSpec | None:
    if values.dtype.name not in _IMAGE_TYPES or not values.size:
        return None
    for layout in _LAYOUTS.get(values.ndim, ()):
        channels = values.shape[layout.index("C")]
        if channels in _COLORS and _factor(values, layout, size):
            return ImageSpec.model_validate(
                {"name": name, "layout": layout, "dtype": values.dtype.name, "color": _COLORS[channels]}
            )
    return None


def _factor(values: Array, layout: Layout, size: Size) -> float:
    """How much larger than the input; 0 when it has another shape."""
    height, width = (values.shape[layout.index(side)] for side in "HW")
    if height * size[0] != width * size[1]:
        return 0.0
    factor = width / size[0]
    return factor if 1 / _MOST_SMALLER <= factor <= _MOST_LARGER else 0.0


def _no_picture(graph: TriedGraph, refusals: Sequence[str]) -> str:
    inputs = ", ".join(f"{fact.name}: {fact.dtype} {_sides(fact)}" for fact in graph.inputs)
    outputs = ", ".join(f"{fact.name}: {fact.dtype} {_sides(fact)}" for fact in graph.outputs)
    reason = f" {refusals[0]}" if refusals else ""
    return f"The network makes no picture of a picture: it takes {shown(inputs)} and gives {shown(outputs)}.{reason}"


def _sides(fact: TensorFact) -> str:
    return "x".join("?" if side is None else str(side) for side in fact.shape) or "one number"
