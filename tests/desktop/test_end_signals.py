"""Signals: the first asks, the second or too long a wait ends the process; nohup is respected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desktop.system.end_signals import STOPPED, EndSignals, end_signals

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends a process no signals")


class Ending:
    """What happened, in order; each can be waited for."""

    def __init__(self) -> None:
        self.happened: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, what: object = "asked") -> None:
        with self._changed:
            self.happened.append(what)
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.happened) >= count, 10), self.happened


@contextmanager
def listening(ending: Callable[..., None], grace_s: float) -> Iterator[EndSignals]:
    with EndSignals(grace_s=grace_s, leave=ending) as signals:
        signals.end_in_order(ending)
        yield signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_and_after_the_grace_the_process_ends(number: signal.Signals):
    ending = Ending()
    with listening(ending, grace_s=0.01) as signals:
        assert not signals.received
        os.kill(os.getpid(), number)
        ending.wait_for(2)
        assert signals.received
    assert ending.happened == ["asked", STOPPED]


def test_the_second_signal_ends_at_once():
    ending = Ending()
    with listening(ending, grace_s=60):
        os.kill(os.getpid(), signal.SIGTERM)
        ending.wait_for(1)
        os.kill(os.getpid(), signal.SIGINT)
        ending.wait_for(2)
    assert ending.happened == ["asked", STOPPED]


def test_who_ends_in_order_is_left_alone_and_the_old_handlers_are_back():
    before = [signal.getsignal(number) for number in end_signals()]
    ending = Ending()
    with listening(ending, grace_s=60):
        os.kill(os.getpid(), signal.SIGTERM)
        ending.wait_for(1)
    assert ending.happened == ["asked"]
    assert [signal.getsignal(number) for number in end_signals()] == before
    assert "signals" not in [thread.name for thread in threading.enumerate()]


def test_as_long_as_nothing_can_be_lost_a_signal_ends_at_once():
    ending = Ending()
    with EndSignals(grace_s=60, leave=ending):
        os.kill(os.getpid(), signal.SIGINT)
        ending.wait_for(1)
    assert ending.happened == [STOPPED]


def test_a_program_that_outlives_its_terminal_is_not_ended_by_it():
    code = "from desktop.system.end_signals import end_signals; print([number.name for number in end_signals()])"
    listed = subprocess.run(["nohup", sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "['SIGINT', 'SIGTERM']"


@pytest.mark.parametrize(
    ("thread", "torn_down"), [("time.sleep(0.05)", True), ("ctypes.CDLL(None).sleep(3600)", False)]
)
def test_leaving_waits_for_threads_that_end_and_for_no_other(thread: str, torn_down: bool):
    code = f"""
import atexit, ctypes, sys, threading, time
from desktop.system.leaving import leave
atexit.register(print, "torn down")
threading.Thread(target=lambda: {thread}, daemon=True).start()
print("printed before")
sys.exit(leave(3))
"""
    left = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert left.returncode == 3
    assert ("did not end" in left.stderr) is not torn_down
    assert left.stdout.split("\n")[:-1] == ["printed before", "torn down"][: 1 + torn_down]
