"""CoreMlGenerator: runs a CoreML package on a Mac, at the one of its sizes that fits an image best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import GenerateFailed, ModelLoadFailed
from core.frame import RgbImage
from core.generators.coreml_runtime import open_native
from core.generators.fitting import FittingGenerator, Placement, Size
from core.models.manifest import ModelManifest, Precision

BgraImage = npt.NDArray[np.uint8]
"""(H, W, 4) in the order of Apple's pixel buffers; alpha is 255."""


class CoreMlModel(Protocol):
    """A package that the system has loaded. Used by one thread at a time."""

    @property
    def sizes(self) -> Sequence[Size]:
        """Pictures that it takes."""
        ...

    def predict(self, image: BgraImage) -> BgraImage:
        """The output image for one of `sizes`.

        Raises:
            GenerateFailed: the system refuses.
        """
        ...

    def close(self) -> None:
        """Free what it holds. Idempotent."""
        ...


OpenModel = Callable[[Path, str, str], CoreMlModel]
"""Loads the package at a path, whose input and output have these names."""


class CoreMlGenerator(FittingGenerator):
    """A loaded package: image in, toon of the same size out. Creating it compiles the package: up to some seconds.

    Args:
        path: the .mlpackage folder.
        manifest: says the names of input and output and the size rule.
        precision: of this file.
        longer_side: bound of the working size, px; None: the manifest's preferred one.
        open_model: loads the package; the system's own runtime unless a test brings another.

    Raises:
        RuntimeMissing: this is no Mac, or its bridge to Python is not installed.
        ModelLoadFailed: the system refuses the package.
    """

    # Apple's Neural Engine computes in 16 bits and reports no error when a network leaves their range: the toon is
    # black or patched.
    needs_proof = True

    def __init__(
        self,
        path: Path,
        manifest: ModelManifest,
        *,
        precision: Precision,
        longer_side: int | None = None,
        open_model: OpenModel = open_native,
    ) -> None:
        super().__init__(manifest, precision)
        self._bound = longer_side or manifest.size_rule.preferred
        model = open_model(path, manifest.input.name, manifest.output.name)
        self._sizes = tuple(model.sizes)
        self._model: CoreMlModel | None = model
        if not self._sizes:
            model.close()
            raise ModelLoadFailed(
                f"{path} names no size that it takes.",
                hint="Export it again with `toonclip-train export --coreml`; packages of other programs do not fit.",
            )

    @property
    def provider(self) -> str:
        return "CoreML"

    def placement(self, width: int, height: int) -> Placement:
        """Where an image lies in the size of the package that suits it best."""
        return best_placement(self._sizes, (width, height), bound=self._bound)

    def _run(self, image: RgbImage) -> RgbImage:
        model = self._model
        if model is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        toon = model.predict(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2BGRA), np.uint8))
        if toon.ndim != 3 or toon.shape[2] != 4 or toon.dtype != np.uint8:
            raise GenerateFailed(f"The model {self.title} returned no BGRA picture.", hint="Choose another model.")
        return np.asarray(cv2.cvtColor(toon, cv2.COLOR_BGRA2RGB), np.uint8)

    def close(self) -> None:
        model, self._model = self._model, None
        if model is not None:
            model.close()


def best_placement(sizes: Sequence[Size], image: Size, *, bound: int) -> Placement:
    """Where an image lies in that size of the package that shows it largest, then costs least.

    Args:
        sizes: that the package takes; at least one.
        image: (width, height), px.
        bound: of the image's longer side, px.
    """

    def scaled(size: Size) -> Size:
        scale = min(1.0, bound / max(image), size[0] / image[0], size[1] / image[1])
        return max(1, round(image[0] * scale)), max(1, round(image[1] * scale))

    def merit(size: Size) -> tuple[int, int]:
        width, height = scaled(size)
        return width * height, -size[0] * size[1]

    chosen = max(sizes, key=merit)
    return Placement(scaled(chosen), chosen)
