"""Worker: the life cycle of a thread, setup -> step* -> teardown, with states and error capture."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from enum import Enum, auto

_log = logging.getLogger(__name__)


class WorkerState(Enum):
    NEW = auto()
    RUNNING = auto()
    STOPPED = auto()
    FAILED = auto()


class Worker(ABC):
    """A named daemon thread that calls `_step` until it is told to stop.

    An exception in `_setup` or `_step` ends the thread in state FAILED, after `_teardown`, and is
    kept in `error`. Subclasses whose step can block override `request_stop` to wake it.
    """

    def __init__(self, name: str) -> None:
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._stopping = threading.Event()
        self._state = WorkerState.NEW
        self._error: BaseException | None = None

    @property
    def state(self) -> WorkerState:
        return self._state

    @property
    def error(self) -> BaseException | None:
        return self._error

    def start(self) -> None:
        """Start the thread. Once only."""
        self._state = WorkerState.RUNNING
        self._thread.start()

    def request_stop(self) -> None:
        """Ask the thread to end after the current step. Any thread; returns at once."""
        self._stopping.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread's end; True when it has ended or was never started."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _setup(self) -> None:  # noqa: B027 - optional
        """First call on the thread."""

    @abstractmethod
    def _step(self) -> None:
        """One unit of work on the thread; must return within about a second."""

    def _teardown(self) -> None:  # noqa: B027 - optional
        """Last call on the thread, also after an error."""

    def _finish(self) -> None:
        """End the loop from inside a step."""
        self._stopping.set()

    def _run(self) -> None:
        try:
            self._setup()
            while not self._stopping.is_set():
                self._step()
        except Exception as error:
            _log.exception("%s failed", self._thread.name)
            self._error = error
        try:
            self._teardown()
        except Exception as error:
            _log.exception("%s failed to tear down", self._thread.name)
            self._error = self._error or error
        self._state = WorkerState.FAILED if self._error else WorkerState.STOPPED
