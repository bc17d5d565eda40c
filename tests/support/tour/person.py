"""Person: the mouse, the keyboard and the eyes of somebody in front of a real X display, by xdotool."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.window.control_bar import MenuButton

Way = Callable[[], Sequence[QAction]]
"""The entries of a menu that lead to one, once the menu is open."""
Wait = Iterator[object]
"""Steps of a tour: each yields a condition to be waited for, or how long to wait, ms."""
_HOVER_MS, _MOST_TABS = 400, 40
CLOSE, MINIMISE = QPoint(-11, 9), QPoint(-43, 9)
"""Buttons in openbox's frame, from its upper right corner, px of the screen."""
TITLE = QPoint(120, 9)
"""Where the frame can be dragged, from its upper left corner."""


class Person:
    """Acts at once; what comes of it is seen once Qt has worked. GUI thread.

    Args:
        folder: where what is seen is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = 0

    def look(self, name: str, screen: QScreen | None = None) -> None:
        """Keep a picture of the whole screen, with the frames of the window manager; of the first unless another."""
        self._seen += 1
        shown = screen or QGuiApplication.primaryScreen()
        shown.grabWindow(0).save(str(self._folder / f"{self._seen:02d}-{name}.png"))

    def press(self, *keys: str) -> None:
        """Keys as X calls them, one after the other."""
        _xdotool("key", *keys)

    def key_down(self, key: str) -> None:
        _xdotool("keydown", key)

    def key_up(self, key: str) -> None:
        _xdotool("keyup", key)

    def point(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Move the mouse to a place of a widget, else its middle."""
        self.point_px(_in_px(widget, widget.mapToGlobal(at if at is not None else widget.rect().center())))

    def click(self, widget: QWidget, at: QPoint | None = None, button: int = 1, *, times: int = 1) -> None:
        self.point(widget, at)
        _xdotool("click", "--repeat", str(times), "--delay", "60", str(button))

    def click_frame(self, window: QWidget, button: QPoint) -> None:
        """A button that the window manager draws."""
        frame = window.frameGeometry()
        self.point_px(_in_px(window, QPoint(frame.x() + frame.width(), frame.y())) + button)
        _xdotool("click", "1")

    def point_px(self, place: QPoint) -> None:
        """Move the mouse to a place of the screen."""
        _xdotool("mousemove", str(place.x()), str(place.y()))

    def scroll_to(self, widget: QWidget, area: QWidget) -> Wait:
        """Turn the wheel until a widget of an area comes in sight."""
        for _ in range(_MOST_TABS):
            if area.rect().contains(QRect(widget.mapTo(area, QPoint()), widget.size())):
                return
            self.click(area, button=5)
            yield 40
        raise AssertionError(f"The wheel does not lead to {widget.accessibleName() or widget}")

    def write(self, words: str) -> None:
        _xdotool("type", "--delay", "8", words)

    def rest(self, window: QWidget) -> None:
        """The mouse out of the way: on the frame of the window, where nothing happens by itself."""
        _xdotool("mousemove", str(round(window.x() * window.devicePixelRatioF()) + 200), "0")

    def hold(self) -> None:
        _xdotool("mousedown", "1")

    def let_go(self) -> None:
        _xdotool("mouseup", "1")

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> Wait:
        """Slowly enough to be a drag."""
        self.point(widget, start)
        self.hold()
        for share in (0.3, 0.6, 1.0):
            yield 60
            self.point(widget, start + (end - start) * share)
        yield 60
        self.let_go()

    def choose_by_mouse(self, button: MenuButton, way: Way, listed_ms: int = 0) -> Wait:
        """Open the menu of a button, its parts, and click the last of the entries."""
        self.click(button)
        menu: QMenu | None = button.drop_menu
        yield menu.isVisible
        yield listed_ms
        for action in way():
            assert menu is not None, action.text()
            yield menu.isVisible
            self.point(menu, menu.actionGeometry(action).center())
            yield _HOVER_MS
            menu = _part(action)
            if menu is None or not menu.isVisible():
                _xdotool("click", "1")

    def choose_by_keys(self, button: MenuButton, way: Way, listed_ms: int = 0) -> Wait:
        """The same with Tab, the arrow keys and Enter."""
        yield from self.walk_to(button)
        self.press("space")
        menu: QMenu | None = button.drop_menu
        yield menu.isVisible
        yield listed_ms
        for action in way():
            assert menu is not None, action.text()
            yield menu.isVisible
            yield from self.walk_down(menu, action)
            self.press("Right" if _part(action) is not None else "Return")
            menu = _part(action)

    def walk_down(self, menu: QMenu, action: QAction) -> Wait:
        """Arrow keys until an entry is lit."""
        for _ in range(len(menu.actions()) + 1):
            if menu.activeAction() is action:
                return
            before = menu.activeAction()
            self.press("Down")
            yield lambda before=before: menu.activeAction() is not before
        raise AssertionError(f"The arrow keys do not lead to “{action.text()}”")

    def walk_to(self, widget: QWidget) -> Wait:
        """Give it the focus by Tab."""
        for _ in range(_MOST_TABS):
            if widget.hasFocus():
                return
            before = QApplication.focusWidget()
            self.press("Tab")
            yield lambda before=before: QApplication.focusWidget() is not before
        raise AssertionError(f"Tab does not lead to {widget.accessibleName() or widget}")


def _part(action: QAction) -> QMenu | None:
    part = action.menu()
    return part if isinstance(part, QMenu) else None


def close_popups(person: Person) -> Wait:
    """Esc until no menu is open."""
    while QApplication.activePopupWidget() is not None:
        person.press("Escape")
        yield 80


def _in_px(widget: QWidget, place: QPoint) -> QPoint:
    """Qt's place on a widget's screen in the display's px: every screen is scaled about its own corner."""
    corner = widget.screen().geometry().topLeft()
    return corner + (place - corner) * widget.devicePixelRatioF()


def _xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, timeout=10)
