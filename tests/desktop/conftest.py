"""Fixtures of the window's and the command line's tests, and a check that nothing is left behind."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid, ownedByPython

from core.models.places import ModelFolders
from desktop.command_line.main import main
from desktop.command_line.window_command import DISPLAY_VARIABLES
from desktop.live.bridge import GuiCalls
from support.command import Toonclip
from support.window_rig import WindowRig

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Threads, running timers and top-level widgets of a test that uses Qt are gone after it."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    before = set(threading.enumerate())
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    # By type: isinstance asks every object for its class, and some of torch's answer with a warning.
    timers = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    timers = [timer for timer in timers if isValid(timer) and timer.isActive()]
    assert not timers, f"timers left running: {[timer.parent() for timer in timers]}"
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not shown, f"widgets left: {shown}"
    _destroy_widgets()


def _destroy_widgets() -> None:
    """Those that no window owns, here: in a cycle, the collector would destroy them on whatever thread it runs."""
    for widget in QApplication.topLevelWidgets():
        if isValid(widget) and ownedByPython(widget):  # it may have gone with another; Qt has some of its own
            delete(widget)


@pytest.fixture
def calls(qtbot: QtBot) -> Iterator[GuiCalls]:
    calls = GuiCalls()
    yield calls
    calls.close()


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowRig]:
    rig = WindowRig(qtbot, tmp_path)
    yield rig
    for held in rig.loader.held.values():
        held.set()
    rig.close()


@pytest.fixture
def bundled(tmp_path: Path, tiny_model_dir: Path) -> Path:
    """Folder of the bundled models: the tiny one alone."""
    folder = tmp_path / "models"
    shutil.copytree(tiny_model_dir, folder / "tiny-inverter")
    return folder


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the open window listens, for this test alone."""
    at = rf"\\.\pipe\toonclip-{tmp_path.name}" if sys.platform == "win32" else str(tmp_path / "own" / "window")
    monkeypatch.setattr("desktop.command_line.window_command.address", lambda: at)
    return at


@pytest.fixture
def toonclip(bundled: Path, tmp_path: Path, at: str) -> Toonclip:
    """Runs the command; the person has added no model."""
    return lambda *arguments: main(arguments, folders=ModelFolders(bundled, tmp_path / "none"))


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A console, in an empty current directory."""
    if sys.platform != "linux":
        pytest.skip("other systems always have a display")
    for variable in DISPLAY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A grey PNG."""
    path = tmp_path / "in.png"
    cv2.imwrite(str(path), np.full((20, 30, 3), 40, np.uint8))
    return path
