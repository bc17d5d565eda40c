"""ModelCare: what is done to the person's own models beside drawing with them, in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.foreign.adopting import sample_face
from core.foreign.rereading import draw_readings, use_reading
from core.frame import RgbImage
from core.models.library import InstalledModel
from core.models.tensor_spec import Reading
from core.models.upkeep import SetAside, pack_model, rename_model, set_aside
from desktop.live.pixels import image_of
from desktop.live.tasks import Lane, Tasks


class ModelCare(QObject):
    """Renames, removes, packs, and reads networks in other ways. GUI thread.

    Args:
        tasks: run the work.
        newest_image: the person's own picture; None before there is one.
    """

    changed = Signal(str)
    """The id of a model that is another now."""
    removed = Signal(object)
    """A SetAside."""
    restored = Signal()
    packed = Signal(object)
    """The path of the file."""
    failed = Signal(object)
    """An exception."""
    readings_drawn = Signal(str, object)
    """The id of a model, and a QImage or None for each of its readings."""

    def __init__(
        self, tasks: Tasks, newest_image: Callable[[], RgbImage | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._newest_image = tasks, newest_image
        self._drawing: Lane[list[QImage | None]] = Lane(tasks, "draw-readings")

    def draw_readings(self, model: InstalledModel) -> None:
        """Draw the person's picture in every way that the model's network can be read."""
        self._drawing.run(
            partial(self._drawn, model),
            done=partial(self.readings_drawn.emit, model.manifest.id),
            failed=self.failed.emit,
        )

    def use_reading(self, model: InstalledModel, reading: Reading) -> None:
        self._run("use-reading", partial(use_reading, model, reading), lambda _: self.changed.emit(model.manifest.id))

    def rename(self, model: InstalledModel, title: str) -> None:
        self._run("rename-model", partial(rename_model, model, title), lambda _: self.changed.emit(model.manifest.id))

    def remove(self, model: InstalledModel) -> None:
        self._run("remove-model", partial(set_aside, model), self.removed.emit)

    def restore(self, kept: SetAside) -> None:
        self._run("restore-model", kept.restore, lambda _: self.restored.emit())

    def pack(self, model: InstalledModel, path: Path) -> None:
        self._run("pack-model", partial(pack_model, model, path), lambda _: self.packed.emit(path))

    def _run(self, name: str, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._tasks.run(name, work, done=done, failed=self.failed.emit)

    def _drawn(self, model: InstalledModel) -> list[QImage | None]:
        """Blocks; on a task's thread."""
        newest = self._newest_image()
        toons = draw_readings(model, sample_face() if newest is None else newest)
        return [None if toon is None else image_of(toon) for toon in toons]
