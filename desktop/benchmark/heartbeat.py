"""Heartbeat: how long what is posted to the GUI thread waits there, which is what a click waits too."""

from __future__ import annotations

import time
from threading import Event, Thread

from PySide6.QtCore import QObject, Qt, Signal

_INTERVAL_S = 0.005


class Heartbeat(QObject):
    """Posts two hundred times a second from a thread of its own, from `start` to `stop`. GUI thread."""

    _beat = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delays_ms: list[float] = []
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)
        self._beat.connect(self._on_beat, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """No beat comes any more once this returns and the posted ones are handled."""
        self._stopping.set()
        self._thread.join()

    def take_delays_ms(self) -> list[float]:
        """The delays since the last call."""
        delays_ms, self._delays_ms = self._delays_ms, []
        return delays_ms

    def _run(self) -> None:
        while not self._stopping.wait(_INTERVAL_S):
            self._beat.emit(time.perf_counter_ns())

    def _on_beat(self, posted_ns: int) -> None:
        self._delays_ms.append((time.perf_counter_ns() - posted_ns) / 1e6)
