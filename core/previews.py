"""Previews: what each model makes of the newest image, small, in turn, within a share of one core."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Lock

from core.compositor import resize
from core.errors import AppError
from core.frame import RgbImage, published
from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
from core.worker import Worker

_log = logging.getLogger(__name__)
WIDTH_PX = 224
_SHAPE = 16 / 9
_SHARE = 0.2  # of one core
_LEAST_REST_S, _LONGEST_REST_S = 0.1, 4.0
_IDLE_S = 0.25

Drawn = Callable[[InstalledModel, RgbImage, float], None]
"""Told on the worker's thread: the model, its (h, w, 3) toon, and the time in ms that it took."""


class Previews(Worker):
    """Draws one small toon after the other. A model that fails is left out from then on.

    Args:
        newest: the image to draw, (H, W, 3), or None while there is none. Any thread.
        load: makes a generator; blocks.
        drawn: told of each toon.
    """

    def __init__(
        self,
        newest: Callable[[], RgbImage | None],
        load: Callable[[InstalledModel], ImageGenerator],
        drawn: Drawn,
    ) -> None:
        super().__init__("previews")
        self._newest, self._load, self._drawn = newest, load, drawn
        self._lock = Lock()
        self._models: tuple[InstalledModel, ...] = ()
        self._generators: dict[str, ImageGenerator] = {}
        self._failed: set[str] = set()
        self._turn = 0
        self.paused = False
        """Nothing is drawn meanwhile. Any thread."""

    def set_models(self, models: Sequence[InstalledModel]) -> None:
        """Draw with these from now on. Any thread."""
        with self._lock:
            self._models = tuple(models)

    def _step(self) -> None:
        with self._lock:
            models = [model for model in self._models if model.manifest.id not in self._failed]
        image = self._newest()
        if self.paused or not models or image is None:
            self._stopping.wait(_IDLE_S)
            return
        model = models[self._turn % len(models)]
        self._turn += 1
        started_s = time.perf_counter()
        self._draw(model, preview_of(image))
        busy_s = time.perf_counter() - started_s
        self._stopping.wait(min(_LONGEST_REST_S, max(_LEAST_REST_S, busy_s * (1 / _SHARE - 1))))

    def _draw(self, model: InstalledModel, image: RgbImage) -> None:
        key = model.manifest.id
        try:
            generator = self._generators.get(key)
            if generator is None:
                generator = self._generators[key] = self._load(model)
            started_s = time.perf_counter()
            toon = generator.generate(image)
            self._drawn(model, published(toon), (time.perf_counter() - started_s) * 1e3)
        except (AppError, OSError, RuntimeError, ValueError) as error:
            _log.warning("no preview of %s: %s", key, error)
            self._failed.add(key)

    def _teardown(self) -> None:
        generators, self._generators = self._generators, {}
        for generator in generators.values():
            generator.close()


def preview_of(image: RgbImage) -> RgbImage:
    """The middle of an (H, W, 3) image in the previews' shape and size: (126, 224, 3)."""
    rows, columns = image.shape[:2]
    width, height = min(columns, round(rows * _SHAPE)), min(rows, round(columns / _SHAPE))
    left, top = (columns - width) // 2, (rows - height) // 2
    return resize(image[top : top + max(1, height), left : left + max(1, width)], WIDTH_PX, round(WIDTH_PX / _SHAPE))
