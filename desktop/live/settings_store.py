"""SettingsStore: the settings of the running window; changes reach the disk a moment later, in the background."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop.live.settings import Settings
from desktop.live.settings_file import save_changes
from desktop.live.tasks import Tasks

_log = logging.getLogger(__name__)
_SAVE_AFTER_MS = 1000


class SettingsStore(QObject):
    """Holds the settings and saves what changes, a second later. GUI thread.

    Only what was changed here is written: another window may have changed the rest of the file.

    Args:
        settings: as loaded.
        path: of the file they are saved in.
        tasks: write it.
    """

    def __init__(self, settings: Settings, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = settings
        self._path = path
        self._tasks = tasks
        self._changes: dict[str, object] = {}
        self._saving = self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    @property
    def saving(self) -> bool:
        return self._saving

    @property
    def current(self) -> Settings:
        return self._current

    def update(self, **changes: object) -> None:
        """Replace some of the settings; saved soon. Ignored once closed."""
        new = {key: value for key, value in changes.items() if getattr(self._current, key) != value}
        if new and not self._closed:
            self._current = self._current.model_copy(update=new)
            self._changes |= new
            self._timer.start()

    def close(self) -> None:
        """Save what changed, in the background, and take no further changes."""
        self._closed = True
        self._timer.stop()
        self.save()

    def save(self) -> None:
        """Save what changed, in the background.

        One at a time, so that a later change is never overtaken by an earlier one.
        """
        if self._saving or not self._changes:
            return
        self._saving = True
        changes, self._changes = self._changes, {}
        save = partial(save_changes, changes, self._path, otherwise=self._current)
        self._tasks.run("save-settings", save, done=self._on_saved, failed=partial(self._on_failed, changes))

    def _on_saved(self, _nothing: None) -> None:
        self._saving = False
        if not self._timer.isActive():  # what changed meanwhile has waited its second
            self.save()

    def _on_failed(self, changes: dict[str, object], error: BaseException) -> None:
        """Keep them: they are written with the next change."""
        _log.warning("the settings cannot be saved: %s", error)
        self._saving = False
        self._changes = changes | self._changes
