"""Stage: where picture, controls and notifications lie, in a window and on a full screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QMainWindow

from desktop.window.actions import Actions
from desktop.window.clip_strip import ClipStrip
from desktop.window.control_bar import ControlBar
from desktop.window.film_bar import FilmBar
from desktop.window.notification_bar import Kind, Notification, NotificationBar
from desktop.window.stage import Stage
from desktop.window.style_strip import StyleStrip
from desktop.window.video_view import VideoView


class StageRig:
    """A stage on a window of its own."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        acts = Actions(self.window)
        self.view, self.controls = VideoView(), ControlBar(acts)
        self.notifications = NotificationBar()
        self.film = FilmBar(self.view, acts)
        self.stage = Stage(self.view, self.controls, self.notifications, StyleStrip(), ClipStrip(), self.film)
        self.window.setCentralWidget(self.stage)
        (self.hiding,) = self.stage.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def notify(self) -> None:
        self.notifications.notify(Notification(Kind.ERROR, "A title", "What happened. " * 8, "topic"))


@pytest.fixture
def rig(qtbot) -> Iterator[StageRig]:
    rig = StageRig()
    qtbot.addWidget(rig.window)
    rig.window.resize(800, 500)
    with qtbot.waitExposed(rig.window):
        rig.window.show()
    rig.view.setFocus()
    yield rig
    rig.stage.stop()
    rig.notifications.clear()


@pytest.mark.parametrize("size", [(640, 380), (800, 500), (1600, 1000)])
def test_in_a_window_picture_and_controls_share_all_the_room(rig: StageRig, qtbot, size: tuple[int, int]):
    rig.window.resize(*size)
    qtbot.waitUntil(lambda: rig.stage.width() == size[0])

    view, controls = rig.view.geometry(), rig.controls.geometry()

    assert view.united(controls) == rig.stage.rect()
    assert not view.intersects(controls)
    assert view.bottom() + 1 == controls.top()
    assert controls.height() >= rig.controls.sizeHint().height()


def test_on_a_full_screen_the_picture_has_all_the_room_and_the_controls_lie_over_it(rig: StageRig):
    below = rig.controls.geometry()

    rig.stage.fill(filled=True)

    assert rig.view.geometry() == rig.stage.rect()
    assert rig.controls.geometry() == below
    assert rig.stage.childAt(below.center()) is not rig.view

    rig.stage.fill(filled=False)

    assert rig.view.geometry().bottom() + 1 == below.top()


@pytest.mark.parametrize("filled", [False, True])
def test_notifications_lie_over_the_lower_left_of_the_picture_and_never_over_the_controls(rig: StageRig, filled: bool):
    rig.stage.fill(filled=filled)
    rig.notify()

    lies = rig.notifications.geometry()
    picture = QRect(0, 0, rig.stage.width(), rig.controls.geometry().top())

    assert picture.contains(lies)
    assert lies.left() < picture.width() / 4
    assert lies.bottom() > picture.height() * 0.9
    assert rig.stage.childAt(lies.center()) not in {rig.view, rig.controls}


@pytest.mark.parametrize("filled", [False, True])
def test_a_films_bar_lies_over_the_picture_and_nothing_over_it(rig: StageRig, filled: bool):
    rig.stage.fill(filled=filled)
    rig.notify()
    rig.film.offer(film=True, photograph=False)

    lies = QRect(rig.film.mapTo(rig.stage, QPoint()), rig.film.size())

    assert rig.view.geometry().contains(lies)
    assert not lies.intersects(rig.controls.geometry())
    assert not lies.intersects(rig.notifications.geometry())
    assert rig.film.isVisible()
    rig.hiding.timeout.emit()
    assert rig.film.isVisible() is not filled


def test_controls_and_pointer_hide_on_a_full_screen_and_come_back_with_the_mouse(rig: StageRig, qtbot):
    rig.stage.fill(filled=True)
    assert rig.stage.controls_visible
    rig.hiding.timeout.emit()
    assert not rig.stage.controls_visible
    assert rig.view.cursor().shape() == Qt.CursorShape.BlankCursor
    rig.hiding.stop()

    qtbot.mouseMove(rig.view, QPoint(100, 100))
    qtbot.mouseMove(rig.view, QPoint(140, 140))

    assert rig.stage.controls_visible
    assert rig.view.cursor().shape() != Qt.CursorShape.BlankCursor
    assert rig.hiding.isActive(), "and hide again"


def test_in_a_window_the_controls_stay(rig: StageRig, qtbot):
    rig.stage.fill(filled=True)
    rig.hiding.timeout.emit()

    rig.stage.fill(filled=False)

    assert rig.stage.controls_visible
    qtbot.mouseMove(rig.view, QPoint(100, 100))
    assert not rig.hiding.isActive()
