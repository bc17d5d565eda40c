"""FilmSaving: whole films drawn into files, one after the other, in the background."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.atomic_write import unused_path
from core.generators.base import ImageGenerator
from desktop.live.bridge import GuiCalls
from desktop.live.tasks import Tasks

if TYPE_CHECKING:
    from core.compositor import ComposeSettings

_TELL_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class FilmJob:
    """A film to be drawn.

    Attributes:
        number: of the job.
        source: the film.
        folder: where the toon goes.
        settings: how its pictures are composed.
        load: makes a generator of its own; blocks.
        cancelled: set when it is no longer wanted.
    """

    number: int
    source: Path
    folder: Path
    settings: ComposeSettings
    load: Callable[[], ImageGenerator]
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class FilmProgress:
    """How far a job is.

    Attributes:
        number: of the job.
        share: 0..1; None where the film's length is not known.
        left_s: until it is done; None before that can be told.
    """

    number: int
    share: float | None
    left_s: float | None


class FilmSaving(QObject):
    """A queue; what does not begin yet waits. GUI thread.

    Args:
        tasks: draw the films.
        calls: bring the progress here.
    """

    added = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    """The job, whatever came of it."""
    saved = Signal(object)
    """The path of the toon, and whether it is only a part: a tuple."""
    failed = Signal(object, object)
    """The error and the job."""

    def __init__(self, tasks: Tasks, calls: GuiCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._calls = tasks, calls
        self._numbers = itertools.count()
        self._waiting: deque[FilmJob] = deque()
        self._running: FilmJob | None = None

    @property
    def busy(self) -> bool:
        return self._running is not None

    def add(self, source: Path, folder: Path, settings: ComposeSettings, load: Callable[[], ImageGenerator]) -> None:
        """Draw this film as soon as those before are done. Returns at once."""
        job = FilmJob(next(self._numbers), source, folder, settings, load)
        self._waiting.append(job)
        self.added.emit(job)
        self._go_on()

    def cancel(self, number: int) -> None:
        """End a job; what is done of it is kept. One that waits is forgotten."""
        if self._running is not None and self._running.number == number:
            self._running.cancelled.set()
        for job in [job for job in self._waiting if job.number == number]:
            self._waiting.remove(job)
            self.ended.emit(job)

    def cancel_all(self) -> None:
        """End everything."""
        for job in tuple(self._waiting):
            self.cancel(job.number)
        if self._running is not None:
            self._running.cancelled.set()

    def _go_on(self) -> None:
        if self._running is None and self._waiting:
            job = self._running = self._waiting.popleft()
            draw = partial(_draw, job, _Teller(job.number, self._tell))
            self._tasks.run("save-film", draw, done=partial(self._on_saved, job), failed=partial(self._on_failed, job))

    def _tell(self, progress: FilmProgress) -> None:
        """Any thread."""
        self._calls.post(partial(self.progressed.emit, progress))

    def _on_saved(self, job: FilmJob, output: Path | None) -> None:
        self._end(job)
        if output is not None:
            self.saved.emit((output, job.cancelled.is_set()))

    def _on_failed(self, job: FilmJob, error: BaseException) -> None:
        self._end(job)
        self.failed.emit(error, job)

    def _end(self, job: FilmJob) -> None:
        self._running = None
        self.ended.emit(job)
        self._go_on()


class _Teller:
    """Tells how far a job is, a few times a second. The thread that draws."""

    def __init__(self, number: int, tell: Callable[[FilmProgress], None]) -> None:
        self._number, self._tell = number, tell
        self._began_s = self._told_s = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        now_s = time.monotonic()
        if now_s - self._told_s < _TELL_EVERY_S:
            return
        self._told_s = now_s
        share = min(1.0, done / total) if total else None
        left_s = (now_s - self._began_s) * (1 - share) / share if share else None
        self._tell(FilmProgress(self._number, share, left_s))


def _draw(job: FilmJob, progress: _Teller) -> Path | None:
    """Blocks as long as the film takes."""
    from core.convert.convert import convert
    from core.convert.plan import plan_conversion

    job.folder.mkdir(parents=True, exist_ok=True)
    target = unused_path(job.folder / f"{job.source.stem}-toon.mp4")
    generator = job.load()
    try:
        summary = convert(
            plan_conversion([job.source], target),
            generator,
            settings=job.settings,
            progress=progress,
            cancelled=job.cancelled.is_set,
        )
    finally:
        generator.close()
    return summary.output
