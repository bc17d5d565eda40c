"""Background work for the window: results come back on the GUI thread, outdated ones are discarded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from threading import Semaphore, Thread
from typing import Generic, TypeVar

from core.errors import AppError
from desktop.live.bridge import GuiCalls

_log = logging.getLogger(__name__)
_AT_ONCE = 2
_POLL_S = 0.02

T = TypeVar("T")


def log_failure(error: BaseException) -> None:
    """What happens to a failure nobody asked about: its words where it has some for people, else where it arose."""
    if isinstance(error, AppError):
        _log.warning("%s", " ".join(str(error).split()))
    else:
        _log.error("a task failed", exc_info=error)


def ignore(_result: object) -> None:
    """For results nobody waits for."""


class Tasks:
    """Runs work on short-lived daemon threads. Every method belongs to the GUI thread.

    A thread per task and no pool: tasks are rare (a person's clicks), and a pool's threads are joined
    when the interpreter ends, so one stuck driver would keep the program from ending.
    """

    def __init__(self, calls: GuiCalls) -> None:
        self._calls = calls
        self._running = 0
        self._threads: set[Thread] = set()
        self._waiting_for_idle: list[Callable[[], None]] = []

    @property
    def running(self) -> int:
        return self._running

    def run(
        self,
        name: str,
        work: Callable[[], T],
        *,
        done: Callable[[T], None] = ignore,
        failed: Callable[[BaseException], None] = log_failure,
    ) -> None:
        """Call `work` on a thread, then exactly one of `done` and `failed` on the GUI thread."""
        self._running += 1
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        thread = Thread(target=self._work, args=(work, done, failed), name=f"task-{name}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def finish_now(self, is_done: Callable[[], bool], limit_s: float) -> None:
        """Wait until it is done or the time is up, running what tasks answer without Qt's event loop. Blocks."""
        deadline_s = time.monotonic() + limit_s
        while not is_done() and self._running and time.monotonic() < deadline_s:
            for thread in tuple(self._threads):
                thread.join(_POLL_S)
            self._calls.run_posted()

    def when_idle(self, call: Callable[[], None]) -> None:
        """Call once nothing is running; at once when that is now."""
        if self._running:
            self._waiting_for_idle.append(call)
        else:
            call()

    def _work(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
        try:
            result = work()
        except BaseException as error:  # also SystemExit: an unanswered task would hang its waiter
            self._calls.post(partial(self._finish, partial(failed, error)))
        else:
            self._calls.post(partial(self._finish, partial(done, result)))

    def _finish(self, report: Callable[[], None]) -> None:
        self._running -= 1
        try:
            report()
        finally:
            if not self._running:
                waiting, self._waiting_for_idle = self._waiting_for_idle, []
                for call in waiting:
                    call()


class Lane(Generic[T]):
    """Work of which only the newest counts, such as loading a model.

    Each run gets a number. One that is outdated before it began does not begin; the result
    of one that finishes too late goes to `discard`, on a task thread.

    Args:
        tasks: run the work.
        name: of the threads.
        discard: frees an outdated result.
    """

    def __init__(self, tasks: Tasks, name: str, *, discard: Callable[[T], None] = ignore) -> None:
        self._tasks = tasks
        self._name = name
        self._discard = discard
        self._newest = 0
        self._finished = 0
        self._slots = Semaphore(_AT_ONCE)

    @property
    def busy(self) -> bool:
        """Whether the newest run is still to be answered."""
        return self._finished < self._newest

    def run(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[BaseException], None] = log_failure,
    ) -> None:
        """Start `work`; every earlier run is outdated from now on. GUI thread."""
        self._newest += 1
        number = self._newest
        self._tasks.run(
            self._name,
            partial(self._unless_outdated, number, work),
            done=partial(self._on_done, number, done),
            failed=partial(self._on_failed, number, failed),
        )

    def cancel(self) -> None:
        """Outdate whatever is running. GUI thread."""
        self._newest += 1
        self._finished = self._newest

    def _unless_outdated(self, number: int, work: Callable[[], T]) -> tuple[T] | None:
        with self._slots:
            return (work(),) if number == self._newest else None

    def _on_done(self, number: int, done: Callable[[T], object], result: tuple[T] | None) -> None:
        if number == self._newest:
            self._finished = number
            if result is not None:
                done(result[0])
        elif result is not None:
            self._tasks.run(f"{self._name}-discard", partial(self._discard, result[0]))

    def _on_failed(self, number: int, failed: Callable[[BaseException], None], error: BaseException) -> None:
        if number == self._newest:
            self._finished = number
            failed(error)
        else:
            _log.info("an outdated %s task failed: %s", self._name, error)
