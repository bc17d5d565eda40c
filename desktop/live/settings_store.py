"""SettingsStore: the settings of the running window; changes reach the disk a moment later, in the background."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QTimer

from desktop.live.settings import Settings, save_settings
from desktop.live.tasks import Tasks

_log = logging.getLogger(__name__)
_SAVE_AFTER_MS = 1000


class SettingsStore(QObject):
    """Holds the settings and saves what changes, a second later. GUI thread.

    Args:
        settings: as loaded.
        path: of the file they are saved in.
        tasks: write it.
    """

    def __init__(self, settings: Settings, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = settings
        self._saved = settings
        self._path = path
        self._tasks = tasks
        self._writing = Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_changes)
        self._closed = False

    @property
    def current(self) -> Settings:
        return self._current

    def update(self, **changes: object) -> None:
        """Replace some of the settings; saved soon. Ignored once closed."""
        if self._closed:
            return
        self._current = self._current.model_copy(update=changes)
        self._timer.start()

    def close(self) -> None:
        """Save what changed, in the background, and take no further changes."""
        self._closed = True
        self._timer.stop()
        self._save_changes()

    def _save_changes(self) -> None:
        if self._current != self._saved:
            self._tasks.run("save-settings", self._save)

    def _save(self) -> None:
        with self._writing:
            settings = self._current
            try:
                save_settings(settings, self._path)
            except OSError as error:
                _log.warning("the settings cannot be saved: %s", error)
                return
            self._saved = settings
