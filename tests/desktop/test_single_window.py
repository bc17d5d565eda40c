"""A second start hands what it was given to the window that is open; a window that was killed is no window."""

from __future__ import annotations

import queue
import sys
from pathlib import Path

import pytest

from desktop.system.single_window import OpenWindow, Request, hand_over


@pytest.fixture
def at(tmp_path: Path) -> str:
    return rf"\\.\pipe\toonclip-{tmp_path.name}" if sys.platform == "win32" else str(tmp_path / "own" / "window")


def test_a_later_start_is_heard_until_the_window_closes(at: str):
    asked: queue.Queue[Request] = queue.Queue()
    window = OpenWindow(at, asked.put)
    try:
        assert hand_over({"source": "/films/holiday.mp4"}, at)
        assert asked.get(timeout=10) == {"source": "/films/holiday.mp4"}
        assert hand_over({}, at)
        assert asked.get(timeout=10) == {}
    finally:
        window.close()
    assert not hand_over({}, at)


def test_without_a_window_nobody_answers(at: str):
    assert not hand_over({"source": "0"}, at)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are no files")
def test_what_a_killed_window_left_is_in_nobodys_way(at: str):
    Path(at).parent.mkdir()
    Path(at).write_bytes(b"")
    asked: queue.Queue[Request] = queue.Queue()
    window = OpenWindow(at, asked.put)
    try:
        assert hand_over({"model": "two"}, at)
    finally:
        window.close()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are no files")
def test_a_window_that_was_stopped_does_not_close_the_door_of_the_next(at: str):
    asked: queue.Queue[Request] = queue.Queue()
    stopped, open_now = OpenWindow(at, lambda _request: None), OpenWindow(at, asked.put)
    try:
        stopped.close()
        assert hand_over({"do": "record"}, at)
        assert asked.get(timeout=10) == {"do": "record"}
    finally:
        open_now.close()
    assert list(Path(at).parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_can_reach_it(at: str):
    window = OpenWindow(at, lambda _request: None)
    try:
        assert Path(at).parent.stat().st_mode & 0o077 == 0
    finally:
        window.close()


def test_nonsense_is_ignored(at: str):
    from multiprocessing.connection import Client

    asked: queue.Queue[Request] = queue.Queue()
    window = OpenWindow(at, asked.put)
    try:
        for nonsense in (b"", b"{", b"[1]", b'{"source": 1}', b"\xff" * 200_000):
            try:
                with Client(at) as connection:
                    connection.send_bytes(nonsense)
                    connection.poll(0.2)
            except (OSError, EOFError):
                continue
        assert hand_over({"source": "sample"}, at), "it still listens"
    finally:
        window.close()
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
