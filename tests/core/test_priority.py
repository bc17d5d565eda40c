"""run_gently(): threads that yield, and their results and errors."""

import os
import sys
import threading

import pytest

from core.priority import run_gently


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_the_result_and_the_error_come_back() -> None:
    assert run_gently(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_gently(lambda: 1 // 0)


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_its_threads_yield_and_the_caller_s_do_not() -> None:
    inherited: list[int] = []

    def start_another() -> int:
        other = threading.Thread(target=lambda: inherited.append(niceness()))
        other.start()
        other.join()
        return niceness()

    before = niceness()
    assert run_gently(start_another) == min(19, before + 5)
    assert inherited == [min(19, before + 5)]
    assert niceness() == before
