"""How a network's tensors hold images: their layout, type, colours and range of values."""

from __future__ import annotations

from math import isfinite, prod
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from core.models.record import Line, Record

_MOST_VALUES = 4096  # of an input that is no image

TensorType = Literal["uint8", "float16", "float32"]
Layout = Literal["NHWC", "NCHW", "HWC", "CHW"]
Color = Literal["RGB", "BGR", "RGBA", "GREY"]


def _finite(values: tuple[float, ...]) -> tuple[float, ...]:
    if len(values) not in {1, 3} or not all(map(isfinite, values)):
        raise ValueError("must be one finite number, or three")
    return values


Factors = Annotated[tuple[float, ...], AfterValidator(_finite)]
"""One for all colours, or one each in the tensor's order; an alpha channel is full and takes the first."""


class ImageSpec(Record):
    """A tensor that is an image: value = pixel * scale + offset, for pixels of 0..255.

    Where it is `stretched`, an output's least value is black and its largest white, whatever they are; a negative
    `scale` turns that round.
    """

    name: Line
    layout: Layout = "NHWC"
    dtype: TensorType = "uint8"
    color: Color = "RGB"
    scale: Factors = (1.0,)
    offset: Factors = (0.0,)
    stretched: bool = False

    @field_validator("scale")
    @classmethod
    def _not_flat(cls, scale: tuple[float, ...]) -> tuple[float, ...]:
        if any(abs(value) < 1e-6 for value in scale):
            raise ValueError("must not be zero")
        return scale

    @property
    def channels(self) -> int:
        return {"GREY": 1, "RGBA": 4}.get(self.color, 3)


class ConstantInput(Record):
    """An input that is no image, and always gets the same value: a strength, a ratio."""

    name: Line
    dtype: Literal["float16", "float32", "float64", "int32", "int64", "uint8", "bool"]
    shape: tuple[Annotated[int, Field(ge=1, le=_MOST_VALUES)], ...] = Field(max_length=8)
    value: float = Field(allow_inf_nan=False)

    @field_validator("shape")
    @classmethod
    def _small(cls, shape: tuple[int, ...]) -> tuple[int, ...]:
        if prod(shape) > _MOST_VALUES:
            raise ValueError(f"must have at most {_MOST_VALUES} values")
        return shape


class Reading(Record):
    """One way to read the numbers of a network.

    Attributes:
        title: for people.
        likely: whether it fits as well as the one that is used.
    """

    title: Annotated[Line, Field(max_length=80)]
    input: ImageSpec
    output: ImageSpec
    likely: bool = False
