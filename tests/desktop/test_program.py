"""The start: the window is there before the engine, and can be closed at any moment of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import program
from desktop.live.settings import Settings, load_settings, save_settings
from desktop.live.source_choice import clip_choice
from desktop.program import Program

_LIGHT = """
import sys
import desktop.program, desktop.command_line.window_command
heavy = {"numpy", "cv2", "av", "onnxruntime"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Until it is set, the engine is not read."""
    gate = threading.Event()
    read = program._import_engine

    def held() -> None:
        assert gate.wait(20)
        read()

    monkeypatch.setattr(program, "_import_engine", held)
    yield gate
    gate.set()


@pytest.fixture
def started(qtbot, gate: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    from PySide6.QtWidgets import QApplication

    settings = tmp_path / "settings.json"
    save_settings(Settings(mirror_clips=True), settings)
    monkeypatch.setattr(program, "settings_file", lambda: settings)
    monkeypatch.setattr(program, "user_models_dir", lambda: tmp_path / "models")
    started = Program(QApplication.instance(), clip_choice(), None)
    closed: list[bool] = []
    started._window.closed.connect(lambda: closed.append(True))
    started.show()
    yield started
    gate.set()
    if not closed:
        started._window.close()
    qtbot.waitUntil(lambda: bool(closed), timeout=20000)
    started._window.deleteLater()


def test_the_window_needs_nothing_heavy():
    subprocess.run([sys.executable, "-c", _LIGHT], check=True, timeout=60)


def test_the_window_is_there_before_the_engine_and_then_shows_the_source(qtbot, gate, started, tmp_path):
    window = started._window
    assert window.isVisible()
    assert window.view.message.title == "Starting…"
    assert not window.acts.record.isEnabled()
    assert window.acts.quit.isEnabled()

    gate.set()

    qtbot.waitUntil(lambda: window.view.frame is not None and window.view.message is None, timeout=60000)
    assert window.controls.source.words == "Bundled clip"
    assert window.acts.record.isEnabled()
    assert window.acts.mirror_clips.isChecked(), "the settings were read"
    assert load_settings(tmp_path / "settings.json").source is None, "what the command line named is not remembered"


def test_it_can_be_closed_before_there_is_an_engine(qtbot, gate, started):
    with qtbot.waitSignal(started._window.closed, timeout=20000):
        started._window.close()
        qtbot.waitUntil(lambda: not started._window.isVisible())
        gate.set()
    assert started._presenter is None


def test_a_broken_installation_ends_it_with_the_reason(qtbot, gate, started, monkeypatch):
    def broken(name: str) -> None:
        raise ImportError(f"no {name}")

    monkeypatch.setattr(program, "import_module", broken)
    with qtbot.waitSignal(started._window.closed, timeout=20000):
        gate.set()
    assert isinstance(started.start_error, ImportError)


def test_an_engine_that_cannot_be_made_ends_it_with_the_reason(qtbot, gate, started, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError("no threads left")

    monkeypatch.setattr("desktop.live.live.Live", broken)
    with qtbot.waitSignal(started._window.closed, timeout=20000):
        gate.set()
    assert isinstance(started.start_error, OSError)
