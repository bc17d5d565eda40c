"""aside(): asks a disk that may not answer on another thread, so that Ctrl-C still ends the command. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def aside(read: Callable[[], T]) -> T:
    """Call it, and wait where signals are heard: a system call that waits for a disk hears none. Main thread.

    Args:
        read: changes nothing, as it is left to itself when the wait is interrupted.

    Raises:
        Exception: what it raises.
    """
    found: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(read())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=work, name="aside", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]
