"""Work in a process of its own: its answer, its end, and that it never outlives the program."""

import multiprocessing
import os
import subprocess
import sys
import time

import psutil
import pytest

from core.apart import NoAnswerError, answer_into, run_apart

_PATIENCE_S = 60
_HANGS = """
import time
from core.apart import run_apart
print("begins", flush=True)
run_apart(time.sleep, 600, longest_s=600)
"""


def test_what_the_work_returns_is_the_answer():
    assert run_apart(pow, 2, 10, longest_s=_PATIENCE_S) == 1024


@pytest.mark.parametrize(
    ("work", "argument", "longest_s", "said"),
    [(os._exit, 3, _PATIENCE_S, "status 3"), (time.sleep, 600, 0.5, "did not answer")],
)
def test_work_that_ends_its_process_or_hangs_is_said(work, argument: int, longest_s: float, said: str):
    with pytest.raises(NoAnswerError, match=said):
        run_apart(work, argument, longest_s=longest_s)


def test_an_answer_that_nobody_hears_any_more_is_no_failure():
    here, there = multiprocessing.Pipe(duplex=False)
    here.close()
    answer_into(there, pow, (2, 10))  # else the process prints a traceback on the terminal of who closed the window
    assert there.closed


def test_work_that_hangs_ends_with_a_program_that_was_killed():
    with subprocess.Popen([sys.executable, "-c", _HANGS], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        program.stdout.readline()
        begun = psutil.Process(program.pid)
        deadline_s = time.monotonic() + _PATIENCE_S
        while not (apart := [child for child in begun.children() if "spawn_main" in " ".join(child.cmdline())]):
            assert time.monotonic() < deadline_s
        program.kill()

    _, alive = psutil.wait_procs(apart, timeout=_PATIENCE_S)
    assert alive == []
