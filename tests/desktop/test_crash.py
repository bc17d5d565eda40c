from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qWarning

from desktop.system.crash import CrashHooks

DISPLAY_LOST = ConnectionError()


@pytest.fixture
def hooks(qtbot, monkeypatch):
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    reported: list[BaseException] = []
    hooks = CrashHooks(reported.append, lambda: reported.append(DISPLAY_LOST))
    before = sys.excepthook, threading.excepthook
    hooks.install()
    yield reported
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_exception_in_the_gui_is_logged_and_reported(hooks, caplog):
    error = ValueError("no")
    sys.excepthook(ValueError, error, None)
    assert hooks == [error]
    assert "unhandled exception" in caplog.text


def test_an_exception_on_a_thread_is_reported(hooks):
    def fails() -> None:
        raise KeyError("x")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join(10)
    assert isinstance(hooks[0], KeyError)


def test_ctrl_c_is_not_a_crash(hooks):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not hooks


def test_what_qt_says_goes_to_the_log(hooks, caplog):
    qWarning("a word from Qt")
    assert ("qt", logging.WARNING) in [(record.name, record.levelno) for record in caplog.records]


def test_the_window_shows_what_nobody_caught(rig):
    rig.start()
    rig.presenter.report_crash(ZeroDivisionError("division by zero"))
    (card,) = rig.cards
    assert (card.title, card.text) == ("Something went wrong", "ZeroDivisionError: division by zero")
    rig.click_card("crash", "Show log")
    assert rig.opened_folders[0].name == "log"


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("The X11 connection broke (error 1). Did the X11 server die?", True),
        ("The Wayland connection broke. Did the Wayland compositor die?", True),
        ("The Wayland connection broke during blocking read event. Did the Wayland compositor die?", True),
        ("The connection of a signal broke", False),
        ("QXcbConnection: Failed to get the primary output of the screen", False),
    ],
)
def test_that_the_display_is_gone_is_known_by_what_qt_says(hooks, words, lost):
    qWarning(words)
    assert hooks == [DISPLAY_LOST] * lost
