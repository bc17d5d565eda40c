"""A second start hands what it was given to the window that is open; a window that was killed is no window."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Client
from pathlib import Path
from threading import Barrier, Thread

import pytest

from desktop.system.single_window import Answer, OpenWindow, Request, hand_over, hand_over_or_open
from support.command import Captured, Toonclip, error_lines

_OPEN_UNTIL_TOLD = """
import sys
from desktop.system.single_window import hand_over_or_open
window = hand_over_or_open({"source": "0"}, sys.argv[1])
print("handed over" if window is None else "opened", flush=True)
sys.stdin.readline()
if window is not None:
    window.hear(lambda request: print("asked for", request, flush=True))
    window.close()
"""

_ASK_OFTEN = """
import sys
from desktop.system.single_window import Answer, hand_over
sys.exit(not all(hand_over({"do": "record"}, sys.argv[1], longest_s=0.05) is Answer.SILENCE for _ in range(24)))
"""


@contextmanager
def heard(at: str) -> Iterator[queue.Queue[Request]]:
    """What an open window is asked for."""
    asked: queue.Queue[Request] = queue.Queue()
    with closing(OpenWindow(at)) as window:
        window.hear(asked.put)
        yield asked


def start_another(at: str) -> subprocess.Popen[str]:
    """Another start, in a process of its own; a line ends it."""
    command = [sys.executable, "-c", _OPEN_UNTIL_TOLD, at]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())


def environment() -> dict[str, str]:
    """Of those processes."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def first_line(start: subprocess.Popen[str]) -> str:
    assert start.stdout is not None
    return start.stdout.readline().strip()


def go_on(window: subprocess.Popen[str]) -> str:
    """To its end. What it printed."""
    if window.poll() is not None:
        return ""
    window.send_signal(signal.SIGCONT)
    return window.communicate("\n", timeout=20)[0]


@pytest.fixture
def stopped(at: str) -> Iterator[subprocess.Popen[str]]:
    """A window whose process is stopped, as by Ctrl-Z or a debugger."""
    window = start_another(at)
    assert first_line(window) == "opened"
    window.send_signal(signal.SIGSTOP)
    yield window
    go_on(window)


def test_a_later_start_is_heard_until_the_window_closes(at: str):
    with heard(at) as asked:
        assert hand_over({"source": "/films/holiday.mp4"}, at) is Answer.DONE
        assert asked.get(timeout=10) == {"source": "/films/holiday.mp4"}
        assert hand_over_or_open({}, at) is None
        assert asked.get(timeout=10) == {}
    assert hand_over({}, at) is Answer.NO_WINDOW


def test_what_is_asked_before_the_window_can_do_it_waits(at: str):
    asked: queue.Queue[Request] = queue.Queue()
    with closing(OpenWindow(at)) as window:
        for deed in ("record", "snapshot"):
            assert hand_over({"do": deed}, at) is Answer.DONE
        window.hear(asked.put)
        assert {asked.get(timeout=10)["do"] for _ in range(2)} == {"record", "snapshot"}


def test_without_a_window_nobody_answers(at: str):
    assert hand_over({"source": "0"}, at) is Answer.NO_WINDOW


def test_of_starts_at_the_same_moment_one_opens_a_window(at: str):
    for _ in range(5):
        barrier, windows = Barrier(6), queue.Queue[OpenWindow | None]()

        def start(barrier: Barrier = barrier, windows: queue.Queue[OpenWindow | None] = windows) -> None:
            barrier.wait()
            windows.put(hand_over_or_open({"source": "0"}, at))

        threads = [Thread(target=start) for _ in range(6)]
        for thread in threads:
            thread.start()
        found = [windows.get(timeout=20) for _ in threads]
        opened = [window for window in found if window is not None]
        for window in opened:
            window.close()
        assert len(opened) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_a_window_that_was_killed_is_in_nobodys_way(at: str):
    killed = start_another(at)
    assert first_line(killed) == "opened"
    killed.kill()
    killed.communicate()
    with heard(at) as asked:
        assert hand_over({"model": "two"}, at) is Answer.DONE
        assert asked.get(timeout=10) == {"model": "two"}


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_a_window_that_is_stopped_is_said_not_to_answer_however_often_it_is_asked(
    stopped: subprocess.Popen[str], toonclip: Toonclip, at: str, capsys: Captured
):
    """Its system takes the first few connections; those after wait for it. What was given up is not done later."""
    often = subprocess.run([sys.executable, "-c", _ASK_OFTEN, at], env=environment(), timeout=60, check=False)
    assert often.returncode == 0
    assert toonclip("--do", "record") == 2
    assert "does not answer" in error_lines(capsys)[0]
    assert "asked for" not in go_on(stopped)


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_beside_a_window_that_is_stopped_another_one_opens_and_keeps_its_door(stopped: subprocess.Popen[str], at: str):
    window = hand_over_or_open({"source": "0"}, at)
    assert window is not None
    with closing(window):
        go_on(stopped)
        assert hand_over({"do": "record"}, at) is Answer.DONE


def test_whoever_says_only_half_keeps_nobody_waiting(at: str):
    with heard(at) as asked, Client(at) as silent:
        assert hand_over({"do": "record"}, at) is Answer.DONE
        assert asked.get(timeout=10) == {"do": "record"}
        silent.send_bytes(b"{}")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_can_reach_it(at: str):
    with heard(at):
        assert Path(at).parent.stat().st_mode & 0o077 == 0


def test_nonsense_is_ignored(at: str):
    with heard(at) as asked:
        for nonsense in (b"", b"{", b"[1]", b'{"source": 1}', b"[" * 90_000, b"\xff" * 200_000):
            try:
                with Client(at) as connection:
                    connection.send_bytes(nonsense)
                    connection.poll(0.2)
            except (OSError, EOFError):
                continue
        assert hand_over({"source": "sample"}, at) is Answer.DONE, "it still listens"
    assert asked.get(timeout=10) == {"source": "sample"}


def test_the_open_window_shows_what_it_is_given(rig, tmp_path):
    rig.start()
    rig.presenter.open("sample", "two")
    rig.until(lambda: rig.controls.source.words == "Bundled clip" and rig.live.models.current == "two")
    for wrong in ("/nowhere/gone.mp4", str(tmp_path)):
        rig.presenter.open(wrong, None)
        rig.until(lambda: rig.card("source-refused"))
        rig.window.notifications.clear()
    assert rig.controls.source.words == "Bundled clip"
