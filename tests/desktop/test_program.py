"""The start: the window is there before the engine, and can be closed at any moment of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.models.places import ModelFolders
from desktop.live.settings import Settings
from desktop.live.source_choice import clip_choice
from desktop.program import Program, import_engine
from support.samples import read_settings, write_settings

_LIGHT = """
import sys
import desktop.program, desktop.command_line.window_command
heavy = {"numpy", "cv2", "av", "onnxruntime"} & set(sys.modules)
assert not heavy, heavy
"""


class HeldImport:
    """Reads the engine once the gate is open, or fails as it is told to."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.error: Exception | None = None

    def __call__(self) -> None:
        assert self.gate.wait(20)
        if self.error is not None:
            raise self.error
        import_engine()


def application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


@pytest.fixture
def importing() -> HeldImport:
    return HeldImport()


@pytest.fixture
def started(qtbot, importing: HeldImport, tmp_path: Path) -> Iterator[Program]:
    settings = tmp_path / "settings.json"
    write_settings(Settings(mirror_clips=True), settings)
    folders = ModelFolders(user=tmp_path / "models")
    started = Program(application(), clip_choice(), None, folders, settings, import_engine=importing)
    closed: list[bool] = []
    started.window.closed.connect(lambda: closed.append(True))
    started.show()
    yield started
    importing.gate.set()
    if not closed:
        started.window.close()
    qtbot.waitUntil(lambda: bool(closed), timeout=20000)
    started.window.deleteLater()


def test_the_window_needs_nothing_heavy():
    subprocess.run([sys.executable, "-c", _LIGHT], check=True, timeout=60)


def test_the_window_is_there_before_the_engine_and_then_shows_the_source(qtbot, importing, started, tmp_path):
    window = started.window
    assert window.isVisible()
    assert window.view.message.title == "Starting…"
    assert not window.acts.record.isEnabled()
    assert window.acts.quit.isEnabled()

    importing.gate.set()

    qtbot.waitUntil(lambda: window.view.frame is not None and window.view.message is None, timeout=60000)
    assert window.controls.source.words == "Bundled clip"
    assert window.acts.record.isEnabled()
    assert window.acts.mirror_clips.isChecked(), "the settings were read"
    assert read_settings(tmp_path / "settings.json").source is None, "what the command line named is not remembered"


@pytest.mark.parametrize("damage", [b"[" * 100_000, b'{"geometry": "' + b"A" * 99_000 + b'", "layout": 1e9}'])
def test_damaged_settings_are_said_once_and_kept_aside(qtbot, importing, tmp_path, damage):
    settings = tmp_path / "settings.json"
    settings.write_bytes(damage)
    folders = ModelFolders(user=tmp_path / "models")
    program = Program(application(), clip_choice(), None, folders, settings, import_engine=import_engine)
    program.show()
    bar = program.window.notifications
    qtbot.waitUntil(lambda: bool(bar.cards), timeout=60000)
    (card,) = [card for card in bar.cards if card.notification.topic != "microphone"]  # offered where there is one
    assert card.notification.title == "The settings are damaged"
    assert str(tmp_path / "settings.damaged.json") in card.notification.text
    assert (tmp_path / "settings.damaged.json").read_bytes() == damage
    with qtbot.waitSignal(program.window.closed, timeout=20000):
        program.window.close()
    program.window.deleteLater()


def test_it_can_be_closed_before_there_is_an_engine(qtbot, importing, started):
    with qtbot.waitSignal(started.window.closed, timeout=20000):
        started.window.close()
        qtbot.waitUntil(lambda: not started.window.isVisible())
        importing.gate.set()
    assert started.window.view.frame is None


def test_a_broken_installation_ends_it_with_the_reason(qtbot, importing, started):
    importing.error = ImportError("no core.session")
    with qtbot.waitSignal(started.window.closed, timeout=20000):
        importing.gate.set()
    assert isinstance(started.start_error, ImportError)


def test_an_engine_that_cannot_be_made_ends_it_with_the_reason(qtbot, importing, started, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError("no threads left")

    monkeypatch.setattr("desktop.live.live.Live", broken)
    with qtbot.waitSignal(started.window.closed, timeout=20000):
        importing.gate.set()
    assert isinstance(started.start_error, OSError)
