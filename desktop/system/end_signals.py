"""EndSignals: Ctrl-C and the system's requests to end, heard even while the main thread is busy or stuck. No Qt."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Thread
from types import FrameType, TracebackType

STOPPED = 130
"""The exit status of a program that was stopped by a signal."""
_GRACE_S = 4.5


def end_signals() -> list[signal.Signals]:
    """Ctrl-C, a request to end, the end of the terminal; none that the program was started to ignore, as by nohup."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


class EndSignals:
    """While entered, a signal ends the process at once, as long as there is nothing that could be lost.

    From `end_in_order` on the first signal asks for that. After 4.5 s, or at a second signal, the process ends at once.

    Python runs signal handlers on the main thread alone, and only between byte codes: never, while Qt or a driver does
    not return. A socket that Python writes to at once wakes a thread that waits for it.

    Args:
        grace_s: how long it may take to end in order.
        leave: ends the process with a status, now.
    """

    def __init__(self, *, grace_s: float = _GRACE_S, leave: Callable[[int], object] = os._exit) -> None:
        self._grace_s, self._leave = grace_s, leave
        self._ask: Callable[[], object] | None = None
        self.received = False
        self._over = False

    def __enter__(self) -> EndSignals:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)  # noqa: FBT003 - the standard library's signature
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._previous = {number: signal.signal(number, _ignore) for number in end_signals()}
        self._thread = Thread(target=self._listen, name="signals", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Hear no more signals: the former handlers are in place again. Main thread; idempotent."""
        if self._over:
            return
        self._over = True
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._writer.close()
        self._thread.join()
        self._reader.close()

    def end_in_order(self, ask: Callable[[], object]) -> None:
        """From now on something could be lost. `ask` is called on a thread of its own and returns at once."""
        self._ask = ask

    def _listen(self) -> None:
        if not self._reader.recv(1):  # it is over, without a signal
            return
        self.received = True
        if self._ask is not None:
            self._ask()
            if self._is_over_in_time():
                return
        self._leave(STOPPED)

    def _is_over_in_time(self) -> bool:
        self._reader.settimeout(self._grace_s)
        try:
            return not self._reader.recv(1)
        except TimeoutError:
            return False


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """The socket tells; this only keeps Python from doing what it does by itself."""
