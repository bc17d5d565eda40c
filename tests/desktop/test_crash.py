from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qWarning

from desktop.system.crash import CrashHooks


@pytest.fixture
def hooks(qtbot, monkeypatch):
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    reported: list[BaseException] = []
    hooks = CrashHooks(reported.append)
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
