"""FittingGenerator: the way of every image through a network, whatever runs it: scaled, padded, checked, cropped."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np

from core.compositor import resize
from core.errors import GenerateFailed
from core.frame import RgbImage, Size
from core.models.manifest import ModelManifest, Precision


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

    needs_proof: ClassVar[bool] = False
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
        if toon.shape != network_input.shape or toon.dtype != np.uint8:
            raise GenerateFailed(
                f"The model {self.title} returned a picture of another size than it was given.",
                hint="Choose another model.",
            )
        width, height = placement.scaled
        return toon[:height, :width]

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


def _fitted(image: RgbImage, placement: Placement) -> RgbImage:
    """Scaled, then padded with its own last row and column. Contiguous."""
    width, height = placement.scaled
    scaled = resize(image, width, height)
    columns, rows = placement.padded[0] - width, placement.padded[1] - height
    if columns or rows:
        scaled = np.asarray(cv2.copyMakeBorder(scaled, 0, rows, 0, columns, cv2.BORDER_REPLICATE), np.uint8)
    return np.ascontiguousarray(scaled)
