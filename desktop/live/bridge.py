"""From the engine's threads to the GUI thread: the newest frame, and calls in their order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from threading import Lock, RLock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from core.events import Event

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    from core.frame import ComposedFrame, Size


class FrameBridge(QObject):
    """The sink that feeds the view: keeps only the newest frame and announces it without carrying it.

    A frame inside a queued signal would pile up whenever the GUI is busy, so `frame_ready` has no
    payload and is emitted only when the last one announced was taken.

    Attributes:
        wanted_px: how large the view can use the pictures; None: as large as they are; (0, 0): it is not seen. Set by
            the GUI thread.
    """

    frame_ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted_px: Size | None = None
        self._lock = RLock()
        self._newest: ComposedFrame | None = None
        self._announced = False
        self._closed = False

    def demand(self) -> Size | None:
        """See `Demand`. Any thread."""
        return self.wanted_px

    def submit(self, composed: ComposedFrame) -> None:
        """Keep a frame in place of the last one. Pipeline thread."""
        with self._lock:
            if self._closed:
                return
            self._newest = composed
            if self._announced:
                return
            self._announced = True
            # Inside the lock: `close` returns only when no signal is being emitted any more.
            self.frame_ready.emit()

    def take(self) -> ComposedFrame | None:
        """The newest frame, once. GUI thread."""
        with self._lock:
            self._announced = False
            newest, self._newest = self._newest, None
            return newest

    def close(self) -> None:
        """Ignore every later frame. Any thread."""
        with self._lock:
            self._closed = True
            self._newest = None


class GuiCalls(QObject):
    """Runs closures on the GUI thread in the order they were posted, from whatever thread."""

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._calls: list[Callable[[], None]] = []
        self._closed = False
        self._posted.connect(self.run_posted, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Any thread; returns at once. Ignored once closed."""
        with self._lock:
            if self._closed:
                return
            self._calls.append(call)
            if len(self._calls) == 1:
                self._posted.emit()

    def close(self) -> None:
        """Forget what has not run yet and ignore everything later. GUI thread."""
        with self._lock:
            self._closed = True
            self._calls.clear()

    def run_posted(self) -> None:
        """Run what was posted, now. GUI thread: where Qt's event loop does not come to it."""
        with self._lock:
            calls, self._calls = self._calls, []
        for call in calls:
            try:
                call()
            except Exception as error:
                # One bad call must not take the others with it; the hook logs and shows it.
                sys.excepthook(type(error), error, error.__traceback__)


class EventBridge(QObject):
    """The engine's listener: every event, in order, as a signal on the GUI thread."""

    event_received = Signal(object)

    def __init__(self, calls: GuiCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls

    def listen(self, event: Event) -> None:
        """Any thread; returns at once."""
        self._calls.post(partial(self.event_received.emit, event))
