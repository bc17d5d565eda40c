"""`toonclip --do`: the open window does what it is told, wherever it is; without one that is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.models.places import ModelFolders
from desktop.live.clip_recording import RecordingState
from desktop.program import Program
from desktop.system.single_window import DEEDS, OpenWindow
from support.command import Captured, Toonclip, error_lines
from support.window_rig import WindowRig


@pytest.fixture
def listening(rig: WindowRig, at: str) -> Iterator[WindowRig]:
    """A window that later starts reach, as `program.run` makes it."""
    rig.start()
    window = OpenWindow(at)
    window.hear(lambda request: rig.live.calls.post(lambda: rig.presenter.do(request["do"])))
    yield rig
    window.close()


def test_a_clip_is_begun_and_ended_and_a_picture_saved(listening: WindowRig, toonclip: Toonclip):
    rig = listening
    assert toonclip("--do", "record") == 0
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(5)
    assert toonclip("--do", "snapshot") == 0
    rig.until(lambda: rig.card("snapshot"))
    assert toonclip("--do", "record") == 0
    rig.until(lambda: rig.card("recording"))
    assert [file.suffix for file in rig.clips.iterdir()] == [".mp4"]


def test_the_last_seconds_are_offered_where_they_are_not_remembered(listening: WindowRig, toonclip: Toonclip):
    rig = listening
    rig.live.settings.update(replay_s=0)
    assert toonclip("--do", "save-last") == 0
    rig.until(lambda: rig.card("replay"))
    rig.click_card("replay", "Remember the last 10 seconds")
    assert rig.live.settings.current.replay_s == 10
    rig.until_painted(10)
    assert toonclip("--do", "save-last") == 0
    rig.until(lambda: rig.card("recording"))


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_window_it_is_said(toonclip: Toonclip, at: str, deed: str, capsys: Captured):
    assert toonclip("--do", deed) == 2
    assert "No window" in error_lines(capsys)[0]


@pytest.mark.parametrize("more", [["--model", "x"], ["models"], ["film.mp4"]])
def test_it_stands_alone(toonclip: Toonclip, more: list[str], capsys: Captured):
    with pytest.raises(SystemExit) as ended:
        toonclip("--do", "record", *more)
    assert ended.value.code == 2
    assert "--do" in error_lines(capsys)[0]


def test_a_window_that_is_told_to_do_something_does_not_come_to_the_front(qtbot, tmp_path: Path):
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, None, None, ModelFolders(user=tmp_path), tmp_path / "settings.json")
    program.window.showMinimized()
    program.open({"do": "snapshot"})
    assert program.window.windowState() & Qt.WindowState.WindowMinimized
    program.open({})
    assert not program.window.windowState() & Qt.WindowState.WindowMinimized
    program.window.close_now()
    program.window.deleteLater()
