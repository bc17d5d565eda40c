"""FolderTasks: tasks that use a person's folder. A disk or a network that does not answer blocks, and tells nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.live.tasks import Tasks, ignore, log_failure

_LOOK_MS = 250
_PATIENCE_S = 1.0

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Wait:
    """For a folder: until when in silence, and whether it was told."""

    folder: Path
    silent_until_s: float
    told: bool = False


class FolderTasks(QObject):
    """Says when a folder keeps a task waiting, and when it does no longer. GUI thread.

    Args:
        tasks: run the work.
        clock: seconds.

    Attributes:
        tasks: for what uses no such folder.
    """

    waits = Signal(object)
    """The folder; once for each task."""
    answers = Signal(object)
    """The folder, for which no task waits any more that was told."""

    def __init__(
        self, tasks: Tasks, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.tasks, self._clock = tasks, clock
        self._waiting: list[Wait] = []
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def silent(self) -> Path | None:
        """A folder that keeps a task waiting, as was told."""
        return next((wait.folder for wait in self._waiting if wait.told), None)

    def run(
        self,
        name: str,
        folder: Path,
        work: Callable[[], T],
        *,
        done: Callable[[T], object] = ignore,
        failed: Callable[[BaseException], object] = log_failure,
        patience_s: float = _PATIENCE_S,
    ) -> Wait:
        """The same as `Tasks.run`, of work that uses this folder and usually takes no longer than that."""
        wait = self.begin(folder, patience_s)
        self.tasks.run(name, work, done=partial(self._report, wait, done), failed=partial(self._report, wait, failed))
        return wait

    def begin(self, folder: Path, patience_s: float = _PATIENCE_S) -> Wait:
        """Work that runs elsewhere uses the folder from now on, until `end`."""
        wait = Wait(folder, self._clock() + patience_s)
        self._waiting.append(wait)
        self._timer.start()
        return wait

    def end(self, wait: Wait) -> None:
        """That work is done, or nobody waits for it any more."""
        if wait not in self._waiting:
            return
        self._waiting.remove(wait)
        if not self._waiting:
            self._timer.stop()
        if wait.told and not any(other.told for other in self._waiting if other.folder == wait.folder):
            self.answers.emit(wait.folder)

    def look(self) -> None:
        """Tell what has kept waiting for too long by now."""
        for wait in [wait for wait in self._waiting if not wait.told and self._clock() >= wait.silent_until_s]:
            wait.told = True
            self.waits.emit(wait.folder)
        if all(wait.told for wait in self._waiting):
            self._timer.stop()

    def close(self) -> None:
        """Tell nothing any more."""
        self._timer.stop()

    def _report(self, wait: Wait, report: Callable[[T], object], result: T) -> None:
        self.end(wait)
        report(result)
