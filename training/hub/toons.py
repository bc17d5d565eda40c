"""Toons exactly as the app makes them: its models, its generator, its scaling."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.compositor import fitted_toon
from core.generators.base import ImageGenerator
from core.generators.loader import load_generator
from core.models.install import install_model
from core.models.library import InstalledModel, ModelLibrary
from core.models.places import bundled_models_dir, user_models_dir

RgbImage = npt.NDArray[np.uint8]
"""(H, W, 3) uint8 RGB."""


def installed_library() -> ModelLibrary:
    """The models that the app on this computer has."""
    return ModelLibrary(bundled_models_dir(), user_models_dir())


def find_model(wanted: str | None) -> InstalledModel:
    """The model of an id or a path; None: the first installed.

    Raises:
        ModelNotFound, ManifestInvalid: there is none.
    """
    library = installed_library()
    return library.default() if wanted is None else library.find(wanted)


def install_folder(folder: Path) -> Path:
    """Install a model folder in the app on this computer; returns where it is now.

    Raises:
        AppError: as `install_model` raises it.
    """
    return install_model(str(folder), installed_library()).model.folder


class ToonMaker:
    """Makes toons with any of some models; the network used last stays loaded. Any thread, one picture at a time."""

    def __init__(self, models: dict[str, InstalledModel]) -> None:
        self._models = models
        self._lock = threading.Lock()
        self._loaded: tuple[str, ImageGenerator] | None = None

    def make(self, model_id: str, image: RgbImage) -> RgbImage:
        """The toon of a picture, in the picture's own size.

        Raises:
            ModelError: the model cannot be loaded or failed.
        """
        with self._lock:
            toon = self._generator(model_id).generate(np.ascontiguousarray(image))
        return fitted_toon(toon, image.shape[1], image.shape[0])

    def close(self) -> None:
        with self._lock:
            self._unload()

    def _generator(self, model_id: str) -> ImageGenerator:
        if self._loaded is None or self._loaded[0] != model_id:
            self._unload()
            self._loaded = model_id, load_generator(self._models[model_id])
        return self._loaded[1]

    def _unload(self) -> None:
        if self._loaded:
            self._loaded[1].close()
        self._loaded = None
