"""CoreMlGenerator: runs a CoreML package on a Mac, at the one of its sizes that fits a picture best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from core.compositor import resize
from core.errors import GenerateFailed, ModelLoadFailed
from core.frame import RgbImage
from core.generators.coreml_runtime import open_native
from core.models.manifest import ModelManifest, Precision

Size = tuple[int, int]
"""(width, height), px."""

BgraImage = npt.NDArray[np.uint8]
"""(H, W, 4) in the order of Apple's pixel buffers; alpha is 255."""


class CoreMlModel(Protocol):
    """A package that the system has loaded. Used by one thread at a time."""

    @property
    def sizes(self) -> Sequence[Size]:
        """Pictures that it takes."""
        ...

    def predict(self, picture: BgraImage) -> BgraImage:
        """The output picture for one of `sizes`.

        Raises:
            GenerateFailed: the system refuses.
        """
        ...

    def close(self) -> None:
        """Free what it holds. Idempotent."""
        ...


OpenModel = Callable[[Path, str, str], CoreMlModel]
"""Loads the package at a path, whose input and output have these names."""


class CoreMlGenerator:
    """A loaded package: picture in, toon of the same size out. Creating it compiles the package: up to some seconds.

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

    provider = "CoreML"

    def __init__(
        self,
        path: Path,
        manifest: ModelManifest,
        *,
        precision: Precision,
        longer_side: int | None = None,
        open_model: OpenModel = open_native,
    ) -> None:
        self._manifest = manifest
        self._precision: Precision = precision
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
    def model_id(self) -> str:
        return self._manifest.id

    @property
    def title(self) -> str:
        return self._manifest.title

    @property
    def precision(self) -> Precision:
        return self._precision

    def generate(self, image: RgbImage) -> RgbImage:
        model = self._model
        if model is None:
            raise GenerateFailed(f"The model {self.title} is closed.")
        size, (width, height) = best_size(self._sizes, (image.shape[1], image.shape[0]), bound=self._bound)
        working = resize(image, width, height)
        missing = (size[0] - width, size[1] - height)
        if any(missing):
            working = cv2.copyMakeBorder(working, 0, missing[1], 0, missing[0], cv2.BORDER_REPLICATE)
        toon = model.predict(np.asarray(cv2.cvtColor(working, cv2.COLOR_RGB2BGRA), np.uint8))
        if toon.shape != (size[1], size[0], 4) or toon.dtype != np.uint8:
            raise GenerateFailed(
                f"The model {self.title} returned a picture of another size than it was given.",
                hint="Choose another model.",
            )
        return np.asarray(cv2.cvtColor(toon, cv2.COLOR_BGRA2RGB), np.uint8)[:height, :width]

    def close(self) -> None:
        model, self._model = self._model, None
        if model is not None:
            model.close()


def best_size(sizes: Sequence[Size], picture: Size, *, bound: int) -> tuple[Size, Size]:
    """The size of the package that shows a picture largest, then the one that costs least.

    Args:
        sizes: that the package takes; at least one.
        picture: (width, height), px.
        bound: of the picture's longer side, px.

    Returns:
        The chosen size, and the (width, height) to which the picture is scaled inside it: its shape kept,
        never enlarged; what is missing on the right and at the bottom is to be padded.
    """

    def scaled(size: Size) -> Size:
        scale = min(1.0, bound / max(picture), size[0] / picture[0], size[1] / picture[1])
        return max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))

    def merit(size: Size) -> tuple[int, int]:
        width, height = scaled(size)
        return width * height, -size[0] * size[1]

    chosen = max(sizes, key=merit)
    return chosen, scaled(chosen)
