"""ModelCare: what is done to the person's own models beside drawing with them, in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.foreign.adopting import sample_face
from core.foreign.rereading import draw_readings, use_reading
from core.frame import RgbImage
from core.models.hub_updates import ModelUpdate, find_update
from core.models.library import InstalledModel
from core.models.tensor_spec import Reading
from core.models.upkeep import SetAside, pack_model, rename_model, set_aside
from desktop.live.model_switch import Models
from desktop.live.pixels import image_of
from desktop.live.tasks import Lane, Tasks


class ModelCare(QObject):
    """Renames, removes, packs, updates, and reads networks in other ways. GUI thread.

    Args:
        tasks: run the work.
        library: fetches what is newer.
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
    updates_found = Signal(object)
    """A dict of ModelUpdates by the models' ids."""
    updated = Signal(object)
    """A model as it is now."""
    update_failed = Signal(object)
    """An exception, of a question or a download."""
    readings_drawn = Signal(str, object)
    """The id of a model, and a QImage or None for each of its readings."""

    def __init__(
        self,
        tasks: Tasks,
        library: Models,
        newest_image: Callable[[], RgbImage | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._library, self._newest_image = tasks, library, newest_image
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

    def look_for_updates(self, models: Iterable[InstalledModel]) -> None:
        """Ask the hub about those of the models that came from there."""
        work = partial(_updates, tuple(models))
        self._tasks.run("look-for-updates", work, done=self.updates_found.emit, failed=self.update_failed.emit)

    def update(self, update: ModelUpdate) -> None:
        """Fetch what the hub has now; the model stays as it is until that has drawn a picture."""
        work = partial(self._library.fetch, update.address)
        self._tasks.run("update-model", work, done=self.updated.emit, failed=self.update_failed.emit)

    def _run(self, name: str, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._tasks.run(name, work, done=done, failed=self.failed.emit)

    def _drawn(self, model: InstalledModel) -> list[QImage | None]:
        """Blocks; on a task's thread."""
        newest = self._newest_image()
        toons = draw_readings(model, sample_face() if newest is None else newest)
        return [None if toon is None else image_of(toon) for toon in toons]


def _updates(models: Iterable[InstalledModel]) -> dict[str, ModelUpdate]:
    """Blocks; on a task's thread."""
    found = ((model.manifest.id, find_update(model)) for model in models)
    return {key: update for key, update in found if update is not None}
