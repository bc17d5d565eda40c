"""The ends of the engine that a test of the window controls: camera, generator, library and loader."""

from __future__ import annotations

import threading

import numpy as np

from core.errors import GenerateFailed, ModelError, ModelNotFound, SourceDisconnected, SourceError
from core.frame import RgbImage
from core.generators.base import Precision
from core.models.library import InstalledModel
from core.sources.base import SourceFormat

WIDTH_PX, HEIGHT_PX = 64, 48
RED, BLUE = (220, 20, 20), (20, 20, 220)


def near(colour: tuple[int, int, int], expected: tuple[int, int, int]) -> bool:
    """Whether two colours look the same."""
    return all(abs(a - b) < 12 for a, b in zip(colour, expected, strict=True))


class FakeSource:
    """A camera of one red picture, a hundred times a second; told when to fail."""

    def __init__(self, name: str = "Fake camera", *, reconnects: bool = True) -> None:
        self.name = name
        self.reconnects = reconnects
        self.picture: RgbImage = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        self.picture[:] = RED
        self.open_error: SourceError | None = None
        self.lost = threading.Event()
        self.opened = 0
        self._closed = threading.Event()

    def open(self) -> SourceFormat:
        if self.open_error is not None:
            raise self.open_error
        if self.lost.is_set():
            raise SourceDisconnected(f"{self.name} is away.")
        self.opened += 1
        self._closed.clear()
        return SourceFormat(WIDTH_PX, HEIGHT_PX, 100.0)

    def read(self) -> RgbImage:
        if self._closed.wait(0.01) or self.lost.is_set():
            raise SourceDisconnected(f"{self.name} stopped.")
        return self.picture.copy()

    def close(self) -> None:
        self._closed.set()


class FakeGenerator:
    """Turns everything blue."""

    provider = "CPUExecutionProvider"
    precision: Precision = "fp32"

    def __init__(self, model: InstalledModel) -> None:
        self.model_id = model.manifest.id
        self.title = model.manifest.title
        self.failing = False
        self.closed = False

    def generate(self, image: RgbImage) -> RgbImage:
        if self.failing:
            raise GenerateFailed("The model fell over.")
        toon = np.empty_like(image)
        toon[:] = BLUE
        return toon

    def close(self) -> None:
        self.closed = True


class FakeLibrary:
    def __init__(self, *models: InstalledModel) -> None:
        self.installed = list(models)
        self.broken: list[ModelError] = []

    def models(self) -> list[InstalledModel]:
        return self.installed

    def problems(self) -> list[ModelError]:
        return self.broken

    def open(self, wanted: str) -> InstalledModel:
        for model in self.installed:
            if wanted in (model.manifest.id, str(model.folder)):
                return model
        raise ModelNotFound(f"There is no model {wanted}.", hint="Look again.")

    def fetch(self, address: str) -> InstalledModel:
        return self.open(address)


class FakeLoader:
    """Makes fake generators; a model whose id is held is loaded only when it is released."""

    def __init__(self) -> None:
        self.made: list[FakeGenerator] = []
        self.errors: dict[str, BaseException] = {}
        self.held: dict[str, threading.Event] = {}

    def hold(self, model_id: str) -> threading.Event:
        self.held[model_id] = threading.Event()
        return self.held[model_id]

    def __call__(self, model: InstalledModel) -> FakeGenerator:
        model_id = model.manifest.id
        if model_id in self.held:
            assert self.held[model_id].wait(20)
        if model_id in self.errors:
            raise self.errors[model_id]
        generator = FakeGenerator(model)
        self.made.append(generator)
        return generator
