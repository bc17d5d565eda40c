"""Interrupts: Ctrl-C and the system's wish to end, as a call on the GUI thread."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """Python runs its signal handlers only between byte codes, which may be never while Qt waits.

    A socket that Python writes to at once wakes Qt.

    Args:
        on_interrupt: called on the GUI thread for each signal.
    """

    def __init__(self, on_interrupt: Callable[[], object]) -> None:
        super().__init__()
        self._on_interrupt = on_interrupt
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)  # noqa: FBT003 - the standard library's signature
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno())
        self._previous = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)

    def remove(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """The socket tells; this only keeps Python from raising KeyboardInterrupt."""

    def _on_notifier_activated(self) -> None:
        self._reader.recv(64)
        self._on_interrupt()
