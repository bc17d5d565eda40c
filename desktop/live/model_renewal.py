"""ModelRenewal: a model whose folder is written anew is loaded again, so that a style is seen while it is learned."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from core.models.manifest import MANIFEST_NAME
from desktop.live.model_switch import ModelSwitch
from desktop.live.tasks import Lane, Tasks

_EVERY_MS = 2000
_Written = tuple[str, int | None]  # a model's path, and when its manifest was written; None: it has none


class ModelRenewal(QObject):
    """Looks every two seconds whether the model that draws has changed on the disk. GUI thread.

    Only a model that was given by its whole path is looked at: an installed one changes by being installed.
    """

    def __init__(self, models: ModelSwitch, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._looking: Lane[_Written] = Lane(tasks, "look-at-model")
        self._drawn: _Written | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        models.model_changed.connect(self._on_model_changed)

    def look(self) -> None:
        """Look once, on a task's thread; a disk may be slow."""
        current = self._models.current
        if not self._looking.busy and not self._models.loading:
            self._looking.run(lambda: _written(current), done=self._on_looked)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._looking.cancel()

    def _on_model_changed(self) -> None:
        if Path(self._models.current).is_absolute():
            self._timer.start()
        else:
            self.stop()

    def _on_looked(self, written: _Written) -> None:
        before, self._drawn = self._drawn, written
        if before is not None and written != before and written[0] == before[0] and written[1] is not None:
            self._models.try_again()


def _written(path: str) -> _Written:
    try:
        return path, (Path(path) / MANIFEST_NAME).stat().st_mtime_ns
    except OSError:
        return path, None
