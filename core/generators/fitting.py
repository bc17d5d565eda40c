"""FittingGenerator: the way of every image through a network, whatever runs it: scaled, padded, checked, cropped."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.compositor import resize
from core.errors import GenerateFailed
from core.frame import RgbImage, Size
from core.generators.base import WorkingSize
from core.models.manifest import Lighter, ModelManifest, Precision, SizeRule

_SMALLEST_FACTOR, _LARGEST_FACTOR = 0.25, 8.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an image lies in a network's input.

    Attributes:
        scaled: the image's size there: its shape kept.
        padded: the input's size, at least as large; what is missing on the right and at the bottom is filled.
    """

    scaled: Size
    padded: Size


class FittingGenerator(ABC):
    """An `ImageGenerator` but for the runtime. Used by one thread at a time; `close` from any.

    Args:
        manifest: says what the model is called.
        precision: of the file that runs.
    """

    needs_proof: bool = False
    """Whether the runtime is known to draw wrongly without an error: its toon of the sample has to be looked at."""

    def __init__(self, manifest: ModelManifest, precision: Precision) -> None:
        self._manifest = manifest
        self._precision: Precision = precision

    @property
    def model_id(self) -> str:
        return self._manifest.id

    @property
    def title(self) -> str:
        return self._manifest.title

    @property
    @abstractmethod
    def provider(self) -> str:
        """Execution provider that runs it."""

    @property
    def precision(self) -> Precision:
        return self._precision

    def generate(self, image: RgbImage) -> RgbImage:
        """The styled image; see `ImageGenerator`."""
        placement = self.placement(image.shape[1], image.shape[0])
        network_input = _fitted(image, placement)
        toon = self._run(network_input)
        factor = size_factor(toon, network_input)
        if factor is None:
            raise GenerateFailed(
                f"The model {self.title} returned a picture of another shape than it was given.",
                hint="Choose another model.",
            )
        width, height = (max(1, round(side * factor)) for side in placement.scaled)
        return toon[:height, :width]

    def draw_fitted(self, image: RgbImage) -> RgbImage:
        """The network's own output, of an image that `placement` and filling have made fit. For another process."""
        return self._run(image)

    @abstractmethod
    def placement(self, width: int, height: int) -> Placement:
        """Where an image of this size, px, lies in the network's input."""

    @abstractmethod
    def close(self) -> None:
        """Free the network. Idempotent."""

    @abstractmethod
    def _run(self, image: RgbImage) -> RgbImage:
        """The network's output for an input of a size that it takes.

        Raises:
            GenerateFailed: the runtime failed, or the generator is closed.
        """


def rule_placement(rule: SizeRule, width: int, height: int, *, longer_side: int | None) -> Placement:
    """Where an image of this size, px, lies in a network that takes what a size rule allows."""
    scaled = rule.working_size(width, height, longer_side=longer_side)
    columns, rows = rule.padding(*scaled)
    return Placement(scaled, (scaled[0] + columns, scaled[1] + rows))


def working_sizes(
    rule: SizeRule, bounds: Sequence[int], width: int, height: int, *, lighter: Lighter | None = None
) -> Sequence[WorkingSize]:
    """What a network that takes what a rule allows says to `ResizableGenerator.working_sizes`.

    Args:
        rule: of the network.
        bounds: of the longer side, px: smallest first.
        width: of the image, px.
        height: of the image, px.
        lighter: what a smaller network draws in its place; None: nothing.
    """

    def cost(side: int) -> int:
        pixels = math.prod(rule_placement(rule, width, height, longer_side=side).padded)
        return round(pixels * lighter.share) if lighter is not None and draws(lighter, side) else pixels

    # Of bounds that the image is smaller than, one is enough.
    return list({size.pixels: size for size in (WorkingSize(side, cost(side)) for side in bounds)}.values())


def draws(lighter: Lighter, longer_side: int) -> bool:
    """Whether the smaller network draws images of this bound, px."""
    return longer_side <= lighter.longer_side


def size_factor(toon: RgbImage, image: RgbImage) -> float | None:
    """How much larger a toon is than the image it was made of; None when it is no such toon."""
    if toon.ndim != 3 or toon.shape[2] != 3 or toon.dtype != np.uint8:
        return None
    if toon.shape[0] * image.shape[1] != toon.shape[1] * image.shape[0]:
        return None
    factor = toon.shape[0] / image.shape[0]
    return factor if _SMALLEST_FACTOR <= factor <= _LARGEST_FACTOR else None


def _fitted(image: RgbImage, placement: Placement) -> RgbImage:
    """Scaled, then padded with its own last row and column. Contiguous."""
    width, height = placement.scaled
    scaled = resize(image, width, height)
    columns, rows = placement.padded[0] - width, placement.padded[1] - height
    if columns or rows:
        scaled = np.asarray(cv2.copyMakeBorder(scaled, 0, rows, 0, columns, cv2.BORDER_REPLICATE), np.uint8)
    return np.ascontiguousarray(scaled)
