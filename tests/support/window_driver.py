"""Uses a window as a person does: clicks, keys and menus go in, words and colours come out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.layout import Layout
from desktop.window.control_bar import ControlBar, MenuButton
from desktop.window.main_window import MainWindow
from desktop.window.notification_bar import Notification, NotificationCard
from desktop.window.video_view import VideoView

_PATIENCE_MS = 15_000
_WIDE_PX = 1400


class WindowDriver:
    """Every click insists that a person could do it: the widget is there and enabled."""

    window: MainWindow

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    @property
    def view(self) -> VideoView:
        return self.window.view

    @property
    def controls(self) -> ControlBar:
        return self.window.controls

    @property
    def cards(self) -> list[Notification]:
        return [card.notification for card in self.window.notifications.cards]

    def card(self, topic: str) -> NotificationCard | None:
        return next((card for card in self.window.notifications.cards if card.notification.topic == topic), None)

    def until(self, condition: Callable[[], object]) -> None:
        """Let Qt work until the condition is true; fails when it never is."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_PATIENCE_MS)

    def until_painted(self, frames: int) -> None:
        """Let so many more frames be painted, however many the camera has in that time."""
        painted = {self._index()}

        def enough() -> bool:
            painted.add(self._index())
            return len(painted) > frames

        self.until(enough)

    def widen(self) -> None:
        """Give the window room for every control; the tests' screen is a small one."""
        self.window.resize(_WIDE_PX, self.window.height())

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_layout(self, layout: Layout) -> None:
        self.click(self.controls.layout_button(self.window.acts.layouts[layout]))

    def click_menu(self, button: MenuButton, words: str) -> None:
        """Open a menu with a click and click the entry of these words, in whatever part of it."""
        self.click(button)
        menu = button.drop_menu
        self.until(lambda: _way_to(menu, words))
        for action in _way_to(menu, words):
            self.until(menu.isVisible)
            self.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
            part = action.menu()
            menu = part if isinstance(part, QMenu) else menu

    def clip_menus(self) -> list[QMenu]:
        """The menus of how clips are taken."""
        menus = self.controls.more.drop_menu.findChildren(QMenu)
        return next(menu for menu in menus if menu.title() == "Clips and snapshots").findChildren(QMenu)

    def click_card(self, topic: str, words: str) -> None:
        card = self.card(topic)
        assert card is not None, f"no card about {topic}"
        self.click(next(button for button in card.findChildren(QPushButton) if button.text() == words))

    def press(self, keys: str) -> None:
        self.until(self.window.isActiveWindow)
        QTest.keySequence(self.window, keys)

    def colour_at(self, x_share: float, y_share: float = 0.5) -> tuple[int, int, int]:
        """What is painted at a place of the picture, 0..1."""
        picture = self.view.picture_rect()
        image = self.view.grab().toImage()
        ratio = image.devicePixelRatio()
        x, y = picture.left() + picture.width() * x_share, picture.top() + picture.height() * y_share
        pixel = image.pixelColor(int(x * ratio), int(y * ratio))
        return pixel.red(), pixel.green(), pixel.blue()

    def _index(self) -> int:
        """Of the frame that is painted."""
        assert self.view.frame is not None
        return self.view.frame.source.index


def _way_to(menu: QMenu, words: str) -> list[QAction]:
    """The entries to click, one after the other; empty when there is none of these words."""
    for action in menu.actions():
        if action.text() == words and action.menu() is None:
            return [action]
        part = action.menu()
        rest = _way_to(part, words) if isinstance(part, QMenu) else []
        if rest:
            return [action, *rest]
    return []
