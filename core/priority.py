"""run_gently(): work whose threads yield to other programs: a video call beside it stays fluent."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_GENTLE, _GENTLEST = 5, 19  # Linux's: by 5 is a third of the processor where another program wants all of it


def be_gentle() -> None:
    """Lower the priority of the calling thread, and of those that it starts. On Linux; elsewhere nothing happens."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        gentle = min(_GENTLEST, os.getpriority(os.PRIO_PROCESS, thread) + _GENTLE)
        os.setpriority(os.PRIO_PROCESS, thread, gentle)


def run_gently(work: Callable[[], T]) -> T:
    """The result of `work`, done on a thread of lower priority, which the threads that it starts inherit. Blocks.

    Raises:
        BaseException: whatever `work` raises.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        be_gentle()
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="gentle")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
