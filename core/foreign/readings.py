"""rank_readings(): which range the values of a network's images have, found out by drawing a face in each.

A graph does not say whether 1.0 is white or nearly black. Every usual range is tried. What comes out flat or all black
and white is left out; the rest is ranked by how well the face is kept, and by what networks with such an end usually
take. Where that cannot decide, a person does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from core.errors import GenerateFailed
from core.foreign.tried_graph import Array
from core.frame import RgbImage
from core.generators.tensors import to_image
from core.models.tensor_spec import Color, ImageSpec, Reading

Run = Callable[[ImageSpec], Array]
"""Draws the sample with an input spec; gives the values of the output."""

_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_RANGES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "0 to 1": ((1 / 255,), (0.0,)),
    "-1 to 1": ((2 / 255,), (-1.0,)),
    "0 to 255": ((1.0,), (0.0,)),
    "ImageNet": (tuple(1 / 255 / std for std in _STD), tuple(-m / std for m, std in zip(_MEAN, _STD, strict=True))),
}
"""Scale and offset of each, in the order in which they are believed."""
_STRETCHED = "stretched"
_BYTES = "0 to 255"
_RANGE_OF_OPERATOR = {"Tanh": "-1 to 1", "Sigmoid": "0 to 1", "HardSigmoid": "0 to 1", "Softmax": "0 to 1"}
_OF_MASKS = ("Sigmoid", "HardSigmoid", "Softmax")
_USUAL_INPUTS = {"-1 to 1": ("-1 to 1",), "0 to 1": ("0 to 1", "ImageNet"), "0 to 255": ("0 to 255",)}
"""What a network with such an output mostly takes."""
_USUAL_INPUT_OF_DEPTHS = ("ImageNet",)
"""What one takes whose output has no range of its own, as depths have none."""
# https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md
_RANGE_KEY, _FORMAT_KEY = "Image.NominalPixelRange", "Image.BitmapPixelFormat"
_STATED_RANGES = {"NominalRange_0_255": "0 to 255", "Normalized_0_1": "0 to 1", "Normalized_1_1": "-1 to 1"}
_ALPHA_SIDE_PX = 64
_FLAT, _ALIKE = 4.0, 2.0  # of 255: standard deviation, mean difference
_MOSTLY, _MOST_BLACK_AND_WHITE = 0.6, 0.9
_KEPT = 0.5  # correlation from which on a network clearly keeps the picture
_MARGIN, _USUAL, _UNUSUAL = 0.16, 0.1, 0.2
_BYTES_FROM, _SIGNED_FROM = 4.0, -0.2
_MOST_READINGS = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reading with what it draws of the sample.

    Attributes:
        merit: how well the face is kept, measured: 0, or about 1 to 2.
        belief: how usual it is for such a network, 0.1 at most.
        bent: the output is stretched or turned round, which its author may do.
    """

    reading: Reading
    image: RgbImage
    merit: float
    belief: float
    bent: bool


def rank_readings(
    run: Run,
    spec_in: ImageSpec,
    spec_out: ImageSpec,
    sample: RgbImage,
    *,
    last_operator: str,
    metadata: Mapping[str, str],
) -> list[Drawn]:
    """Every reading that draws something, the best first; those that are as likely as the first are marked.

    Args:
        run: draws the sample.
        spec_in: of the input; its range is not read.
        spec_out: of the output, likewise.
        sample: (H, W, 3) uint8 RGB: a face.
        last_operator: that made the output's values; empty when unknown.
        metadata: of the file.

    Raises:
        GenerateFailed: none draws anything.
    """
    spec_in = _stated_color(spec_in, metadata)
    # Of a coloured picture and held to 0..1: lines or a shape, which authors show in black on white.
    is_mask = spec_out.channels == 1 < spec_in.channels and last_operator in _OF_MASKS
    drawn = [
        _judged(reading, values, sample, usual=usual, is_mask=is_mask)
        for reading, values, usual in _readings(run, spec_in, spec_out, last_operator, metadata)
    ]
    visible = [one for one in drawn if _is_picture(one.image)] or [one for one in drawn if one.image.std() > _FLAT]
    if not visible:
        raise GenerateFailed("The network draws nothing but one colour of a face, whatever range it is given.")
    return _marked(_without_twins(_best_first(visible)))


def other_colors(best: Reading) -> Iterator[Reading]:
    """The same with blue for red: on both sides, and on one."""
    if best.input.color != "RGB" or best.output.color != "RGB":
        return
    ways: tuple[tuple[str, Color, Color], ...] = (
        ("blue and red swapped", "BGR", "BGR"),
        ("blue for red in the toon", "RGB", "BGR"),
    )
    for words, given, made in ways:
        yield best.model_copy(
            update={
                "title": f"{best.title}, {words}",
                "input": _colored(best.input, given),
                "output": _colored(best.output, made),
                "likely": False,
            }
        )


def _readings(
    run: Run, spec_in: ImageSpec, spec_out: ImageSpec, last_operator: str, metadata: Mapping[str, str]
) -> Iterator[tuple[Reading, Array, float]]:
    stated = _STATED_RANGES.get(metadata.get(_RANGE_KEY, ""))
    for given in _input_ranges(spec_in, stated):
        try:
            ranged = _ranged(spec_in, given)
            values = run(ranged)
        except GenerateFailed:  # this range, or no memory for it
            continue
        if not np.isfinite(values.astype(np.float32)).all():
            continue
        seen, *others = _output_ranges(values, last_operator, given)
        for made in (seen, *others):
            for title, spec in _outputs(spec_out, made, values):
                inputs = _USUAL_INPUT_OF_DEPTHS if spec.stretched else _USUAL_INPUTS.get(made, ())
                usual = _USUAL if given in inputs else 0.0
                usual *= 0.5 if made != seen else 1
                usual -= 0.01 * list(_RANGES).index(given)
                yield Reading(title=f"{given} in, {title} out", input=ranged, output=spec), values, usual


def _input_ranges(spec: ImageSpec, stated: str | None) -> list[str]:
    if spec.dtype == "uint8":
        return [_BYTES]
    if stated is not None:
        return [stated]
    return [name for name in _RANGES if name != "ImageNet" or spec.channels == 3]


def _outputs(spec: ImageSpec, made: str, values: Array) -> Iterator[tuple[str, ImageSpec]]:
    """An output of one channel may be a mask of lines, white on black, that its author shows the other way round."""
    if spec.dtype == "uint8":
        yield _BYTES, spec
        return
    yield made, _ranged(spec, made)
    if spec.channels == 1:
        scale, offset = (factors[0] for factors in _RANGES[made])
        turned = spec.model_copy(update={"scale": (-scale,), "offset": (offset + 255 * scale,)})
        yield f"{made} turned round", turned
        if values.std() > 0:
            yield _STRETCHED, spec.model_copy(update={"stretched": True})
            yield f"{_STRETCHED}, turned round", spec.model_copy(update={"stretched": True, "scale": (-1.0,)})


def _output_ranges(values: Array, last_operator: str, given: str) -> list[str]:
    """The range that the values lie in; beside it the input's own, where no operator holds them to it."""
    known = _RANGE_OF_OPERATOR.get(last_operator)
    if known is not None:
        return [known]
    low, high = np.percentile(values.astype(np.float32), (1, 99))
    if max(abs(low), abs(high)) > _BYTES_FROM:
        return ["0 to 255"]
    seen = "-1 to 1" if low < _SIGNED_FROM else "0 to 1"
    return [seen, given] if given in {"-1 to 1", "0 to 1"} - {seen} else [seen]


def _judged(reading: Reading, values: Array, sample: RgbImage, *, usual: float, is_mask: bool) -> Drawn:
    bent = reading.output.scale[0] < 0 or reading.output.stretched
    image = to_image(values, reading.output)
    if image is None:
        return Drawn(reading, np.zeros_like(sample), 0.0, usual, bent)
    drawn, given = _small(image), _small(sample)
    correlation = _correlation(drawn, given)
    apart = abs(drawn.mean() - given.mean()) + abs(drawn.std() - given.std())
    clipped = float(((image == 0) | (image == 255)).mean())
    merit = correlation + 1 - min(1.0, apart / 128) - clipped
    measured = correlation > _KEPT and clipped < _MOSTLY and (is_mask or not bent)
    lost = clipped >= _MOSTLY and not is_mask
    return Drawn(reading, image, float(merit) if measured else 0.0, usual - _UNUSUAL * (bent + 2 * lost), bent)


def _best_first(drawn: list[Drawn]) -> list[Drawn]:
    """By what was measured; by what is usual, where that is too close to decide."""
    best = max(one.merit for one in drawn)
    return sorted(
        drawn,
        key=lambda one: (best - one.merit >= _MARGIN, -one.belief if best - one.merit < _MARGIN else 0.0, -one.merit),
    )


def _marked(best_first: list[Drawn]) -> list[Drawn]:
    """With those marked that are as likely as the first, as far as that can be told."""
    first, best = best_first[0], max(one.merit for one in best_first)

    def is_likely(one: Drawn) -> bool:
        close = best - one.merit < _MARGIN and (one.merit > 0 or first.belief - one.belief < _USUAL / 2)
        return close or (first.bent and not one.bent and one.belief > 0)

    marked = [replace(one, reading=one.reading.model_copy(update={"likely": is_likely(one)})) for one in best_first[1:]]
    return [first, *sorted(marked, key=lambda one: not one.reading.likely)[: _MOST_READINGS - 1]]


def _without_twins(drawn: list[Drawn]) -> list[Drawn]:
    """Without those that draw what a better one draws."""
    kept: list[Drawn] = []
    for one in drawn:
        if all(np.abs(one.image.astype(np.int16) - other.image).mean() > _ALIKE for other in kept):
            kept.append(one)
    return kept


def _is_picture(image: RgbImage) -> bool:
    extremes = float(((image == 0) | (image == 255)).mean())
    return float(image.std()) > _FLAT and extremes < _MOST_BLACK_AND_WHITE


def _small(image: RgbImage) -> Array:
    """The brightness, without the details that a style changes."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, (_ALPHA_SIDE_PX, _ALPHA_SIDE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)


def _correlation(one: Array, other: Array) -> float:
    if one.std() < 1e-3 or other.std() < 1e-3:
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _ranged(spec: ImageSpec, name: str) -> ImageSpec:
    scale, offset = _RANGES[name]
    return spec.model_copy(update={"scale": scale, "offset": offset})


def _stated_color(spec: ImageSpec, metadata: Mapping[str, str]) -> ImageSpec:
    return _colored(spec, "BGR") if metadata.get(_FORMAT_KEY) == "Bgr8" and spec.color == "RGB" else spec


def _colored(spec: ImageSpec, color: Color) -> ImageSpec:
    return spec.model_copy(update={"color": color})
