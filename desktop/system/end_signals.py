"""EndSignals: Ctrl-C and the system's requests to end, heard even while the main thread is busy or stuck. No Qt."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Thread
from types import FrameType

STOPPED = 130
"""The exit status of a program that was stopped by a signal."""
_GRACE_S = 4.5


def end_signals() -> list[signal.Signals]:
    """Ctrl-C, a request to end, the end of the terminal; none that the program was started to ignore, as by nohup."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


class EndSignals:
    """After the first signal the program has 4.5 s to end in order. Then, or at a second signal, it ends at once.

    Python runs signal handlers on the main thread alone, and only between byte codes: never, while Qt or a driver does
    not return. A socket that Python writes to at once wakes a thread that waits for it.

    Args:
        on_first: asks the program to end in order; called on that thread.
        grace_s: how long that may take.
        leave: ends the process with a status, now.
    """

    def __init__(
        self, on_first: Callable[[], object], *, grace_s: float = _GRACE_S, leave: Callable[[int], object] = os._exit
    ) -> None:
        self._on_first, self._grace_s, self._leave = on_first, grace_s, leave
        self.received = False
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)  # noqa: FBT003 - the standard library's signature
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._previous = {number: signal.signal(number, _ignore) for number in end_signals()}
        self._thread = Thread(target=self._listen, name="signals", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Hear no more signals: the former handlers are in place again. Main thread."""
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._writer.close()
        self._thread.join()
        self._reader.close()

    def _listen(self) -> None:
        if not self._reader.recv(1):  # removed
            return
        self.received = True
        self._on_first()
        self._reader.settimeout(self._grace_s)
        try:
            removed = not self._reader.recv(1)
        except TimeoutError:
            removed = False
        if not removed:
            self._leave(STOPPED)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """The socket tells; this only keeps Python from doing what it does by itself."""
