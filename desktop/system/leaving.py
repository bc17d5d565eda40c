"""leave(): the end of the process when a thread may hang in a driver and would abort it. No Qt."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)
_JOIN_S = 0.5


def leave(status: int, *, now: Callable[[int], object] = os._exit) -> int:
    """Return the status where every thread has ended; else end the process with it, without returning.

    Python waits for no daemon thread, but one that returns from a driver while the interpreter is being torn down
    aborts the process.

    Args:
        status: of the process.
        now: ends it.
    """
    deadline_s = time.monotonic() + _JOIN_S
    others = [thread for thread in threading.enumerate() if thread is not threading.current_thread()]
    for thread in others:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    stuck = [thread.name for thread in others if thread.is_alive()]
    if stuck:
        _log.warning("left with threads that did not end: %s", ", ".join(stuck))
        leave_now(status, now=now)
    return status


def leave_now(status: int, *, now: Callable[[int], object] = os._exit) -> None:
    """End the process, whatever its threads do; what was logged and printed is kept."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a windowed program of Windows has none
            stream.flush()
    now(status)
