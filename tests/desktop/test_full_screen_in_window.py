"""How much of the screen a whole window takes, and what of it comes and goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer

WIDE_PX = (1366, 760)
"""Room for every control on the bar."""


def test_full_screen_comes_and_goes(rig, qtbot):
    rig.start()
    rig.window.resize(*WIDE_PX)
    rig.click(rig.controls.full_screen)
    rig.until(rig.window.isFullScreen)
    rig.window.stage.findChild(QTimer).setInterval(200)
    assert rig.view.height() == rig.window.stage.height()
    rig.until(lambda: not rig.window.stage.controls_visible)
    qtbot.mouseMove(rig.view, QPoint(100, 100))
    qtbot.mouseMove(rig.view, QPoint(120, 120))
    rig.until(lambda: rig.window.stage.controls_visible)
    rig.press("Esc")
    rig.until(lambda: not rig.window.isFullScreen())
    assert rig.window.stage.controls_visible
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    qtbot.mouseDClick(rig.view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    rig.until(lambda: not rig.window.isFullScreen())


def test_in_full_screen_the_bar_goes_though_it_has_the_keyboard_and_a_key_brings_it_back(rig, qtbot):
    rig.start()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    rig.window.stage.findChild(QTimer).setInterval(100)
    rig.controls.record.setFocus()
    qtbot.keyClick(rig.controls.record, Qt.Key.Key_Shift)
    rig.until(lambda: not rig.window.stage.controls_visible)
    assert rig.view.hasFocus()
    rig.window.stage.findChild(QTimer).setInterval(60_000)
    qtbot.keyClick(rig.view, Qt.Key.Key_Tab)
    assert rig.window.stage.controls_visible
    assert rig.controls.isAncestorOf(rig.window.focusWidget())


@pytest.mark.parametrize("by", ["key", "menu"])
def test_only_the_picture_is_left_of_the_window_until_esc(rig, by):
    rig.start()
    rig.press("B") if by == "key" else rig.click_menu(rig.controls.more, "Only the picture")
    assert rig.view.height() == rig.window.stage.height()
    rig.window.stage.findChild(QTimer).timeout.emit()
    rig.press("Esc")
    assert rig.window.stage.controls_visible
    assert rig.view.height() < rig.window.stage.height()


def test_the_window_stays_on_top_when_told_to(rig):
    rig.start()
    handle = rig.window.windowHandle()
    rig.press("Ctrl+T")
    assert rig.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert rig.window.windowHandle() is handle  # the same window, which keeps the keys
    assert handle.flags() & Qt.WindowType.WindowStaysOnTopHint
    assert rig.window.isVisible()
    rig.click_menu(rig.controls.more, "Always on top")
    assert not rig.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


def test_full_screen_leaves_the_window_maximised_as_it_was(rig):
    rig.start()
    rig.window.showMaximized()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    rig.press("F11")
    rig.until(lambda: not rig.window.isFullScreen())
    assert rig.window.isMaximized()


def test_a_window_closed_in_full_screen_starts_as_a_window(rig, qtbot):
    rig.start()
    rig.press("F11")
    rig.until(rig.window.isFullScreen)
    saved = rig.window.saved_geometry()
    rig.press("F11")
    rig.window.restore_geometry(saved)

    assert not rig.window.isFullScreen()


def test_the_first_window_is_on_the_screen(rig):
    rig.start()
    screen = rig.window.screen().availableGeometry()
    assert screen.contains(rig.window.geometry())
    rig.window.resize(3000, 2500)
    saved = rig.window.saved_geometry()
    rig.window.restore_geometry(saved)
    assert screen.contains(rig.window.geometry())
