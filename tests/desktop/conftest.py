"""Fixtures of the window's tests: the whole window, and a check that nothing is left behind."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.live.bridge import GuiCalls
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
