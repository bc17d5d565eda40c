"""StylePreviews: the models' small toons of the person's own picture, as images of Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
from core.previews import Previews
from core.session import Session
from desktop.live.bridge import GuiCalls
from desktop.live.pixels import image_of
from desktop.live.tasks import Tasks

if TYPE_CHECKING:
    from core.frame import RgbImage


class StylePreviews(QObject):
    """Draws as long as they are wanted. GUI thread.

    Args:
        session: whose newest picture is drawn.
        load: makes a small generator on one thread of the processor; blocks.
        tasks: run what blocks.
        calls: bring the toons here.
    """

    drawn = Signal(str, object, float)
    """The model's id, a QImage, and the time in ms that it took."""

    def __init__(
        self,
        session: Session,
        load: Callable[[InstalledModel], ImageGenerator],
        tasks: Tasks,
        calls: GuiCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._load, self._tasks, self._calls = session, load, tasks, calls
        self._worker: Previews | None = None
        self._paused = False

    @property
    def running(self) -> bool:
        return self._worker is not None

    @property
    def paused(self) -> bool:
        return self._paused

    def show(self, models: list[InstalledModel]) -> None:
        """Draw with these models from now on."""
        if self._worker is None:
            self._worker = Previews(self._session.newest_image, self._load, self._on_drawn)
            self._worker.paused = self._paused
            self._worker.start()
        self._worker.set_models(models)

    def hide(self) -> None:
        """Draw no more, and give the models back. Returns at once."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.request_stop()
            self._tasks.run("end-previews", partial(worker.join, 10.0))

    def set_paused(self, paused: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Leave the processor to others for a while."""
        self._paused = paused
        if self._worker is not None:
            self._worker.paused = paused

    def _on_drawn(self, model: InstalledModel, toon: RgbImage, took_ms: float) -> None:
        """On the worker's thread."""
        image = image_of(toon)
        self._calls.post(lambda: self.drawn.emit(model.manifest.id, image, took_ms))
