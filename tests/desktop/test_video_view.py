from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from core.frame import Layout
from core.metrics import PipelineStats
from desktop.window.overlays import clock, figures, figures_explained
from desktop.window.pointer import Pointer
from desktop.window.video_view import VideoView, ViewMessage
from support.samples import make_frame

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def columns(*colours: tuple[int, int, int]) -> np.ndarray:
    """An image of columns, 40 px wide, 80 px high."""
    image = np.repeat(np.repeat(np.array([colours], np.uint8), 80, 0), 40, 1)
    image.flags.writeable = False
    return image


@pytest.fixture
def view(qtbot):
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.set_message(None)
    view.set_note("")


def colour(view: VideoView, x_share: float, y_share: float = 0.5) -> tuple[int, int, int]:
    picture = view.picture_rect()
    return colour_at(view, picture.left() + x_share * picture.width(), picture.top() + y_share * picture.height())


def colour_at(view: VideoView, x: float, y: float) -> tuple[int, int, int]:
    pixel = QColor(view.grab().toImage().pixel(int(x), int(y)))
    return pixel.red(), pixel.green(), pixel.blue()


def test_the_picture_is_letterboxed_without_a_frame_of_its_own(view):
    view.show_frame(make_frame(columns(RED, BLUE)))
    assert view.picture_rect().getRect() == (0, -50 + 50, 400, 400) or view.picture_rect().height() == 300
    assert colour(view, 0.25) == RED
    assert colour(view, 0.75) == BLUE


def test_odd_sizes_and_one_pixel_are_painted(view):
    for image in (np.full((1, 1, 3), 255, np.uint8), np.full((7, 5, 3), 255, np.uint8)):
        view.show_frame(make_frame(image))
        assert colour(view, 0.5) == WHITE


def test_mirrored_the_picture_is_flipped(view):
    view.show_frame(make_frame(columns(RED, BLUE)))
    view.set_mirrored(True)
    assert (colour(view, 0.25), colour(view, 0.75)) == (BLUE, RED)


def test_mirrored_side_by_side_each_half_is_flipped_in_its_place(view):
    view.show_frame(make_frame(columns(RED, GREEN), Layout.SIDE_BY_SIDE, toon=columns(BLUE, WHITE)))
    view.set_mirrored(True)
    assert [colour(view, share) for share in (0.125, 0.375, 0.625, 0.875)] == [GREEN, RED, WHITE, BLUE]


def test_the_divider_is_dragged(view, qtbot):
    view.show_frame(make_frame(columns(RED, BLUE), Layout.SPLIT))
    picture = view.picture_rect()
    start = QPoint(int(view.divider_x()), 100)
    qtbot.mouseMove(view, start)
    assert view.cursor().shape() == Qt.CursorShape.SplitHCursor
    with qtbot.waitSignal(view.split_moved) as moved:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        target = QPoint(int(picture.left() + picture.width() / 4), 100)
        qtbot.mouseMove(view, target)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=target)
    assert moved.args[0] == pytest.approx(0.25, abs=0.02)
    assert view.split == moved.args[0]
    qtbot.mouseMove(view, QPoint(int(picture.right()) - 5, 100))
    assert view.split == moved.args[0]
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_mirrored_the_divider_follows_the_hand(view, qtbot):
    view.show_frame(make_frame(columns(RED, BLUE), Layout.SPLIT))
    view.set_mirrored(True)
    picture = view.picture_rect()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(int(view.divider_x()), 100))
    target = QPoint(int(picture.left() + picture.width() / 4), 100)
    qtbot.mouseMove(view, target)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=target)
    assert view.divider_x() == pytest.approx(target.x(), abs=2)
    assert view.split == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_divider_and_the_edge_are_one_before_another_frame_comes(view, qtbot, mirrored):
    view.show_frame(make_frame(columns(RED, RED), Layout.SPLIT, toon=columns(BLUE, BLUE)))
    view.set_mirrored(mirrored)
    picture = view.picture_rect()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(int(view.divider_x()), 100))
    qtbot.mouseMove(view, QPoint(int(picture.left() + picture.width() * 0.8), 100))

    assert colour(view, 0.75, 0.3) == (BLUE if mirrored else RED)
    assert colour(view, 0.85, 0.3) == (RED if mirrored else BLUE)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))


def test_the_original_is_seen_while_the_picture_is_pressed(view, qtbot):
    view.show_frame(make_frame(columns(RED), toon=columns(BLUE)))
    assert colour(view, 0.5) == BLUE
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    qtbot.waitUntil(lambda: view.comparing)
    assert colour(view, 0.5) == RED
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert not view.comparing
    assert colour(view, 0.5) == BLUE


def test_a_click_does_not_flash_the_original(view, qtbot):
    view.show_frame(make_frame(columns(RED), toon=columns(BLUE)))
    with qtbot.assertNotEmitted(view.findChild(Pointer).original_wanted, wait=250):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))


def test_the_wheel_zooms_where_the_mouse_is_and_the_picture_is_dragged(view, qtbot):
    view.show_frame(make_frame(columns(RED, BLUE)))
    right = QPointF(340, 150)
    turn_wheel(view, right, 10)
    assert view.framing.zoom > 5
    assert colour_at(view, 200, 150) == BLUE
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 150))
    qtbot.mouseMove(view, QPoint(80, 150))
    qtbot.mouseMove(view, QPoint(2000, 150))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(2000, 150))
    assert colour_at(view, 200, 150) == RED
    turn_wheel(view, right, -20)
    assert view.picture_rect().height() == 300
    assert colour_at(view, 340, 150) == BLUE


def turn_wheel(view: VideoView, at: QPointF, notches: int) -> None:
    turned = QPoint(0, 120 * notches)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(view, QWheelEvent(at, view.mapToGlobal(at), QPoint(), turned, buttons, keys, phase, False))


@pytest.mark.parametrize(("mirrored", "sign"), [(False, 1), (True, -1)])
def test_the_divider_follows_the_arrow_keys_as_seen(view, qtbot, mirrored, sign):
    view.show_frame(make_frame(columns(RED, BLUE), Layout.SPLIT))
    view.set_mirrored(mirrored)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.split == pytest.approx(0.5 + sign * 0.01)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.split == pytest.approx(0.5 - sign * 0.09)
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.split == (1 if mirrored else 0)


def test_without_a_divider_there_is_nothing_to_drag(view, qtbot):
    view.show_frame(make_frame(columns(RED, BLUE)))
    assert view.divider_x() is None
    with qtbot.assertNotEmitted(view.split_moved):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
        qtbot.mouseMove(view, QPoint(100, 100))
        qtbot.keyClick(view, Qt.Key.Key_Right)


def test_latency_runs_from_capture_to_paint_and_counts_a_frame_once(view):
    view.show_frame(make_frame(columns(RED), captured_ns=time.perf_counter_ns() - 80_000_000))
    view.grab()
    first = view.marks.latency_ms
    assert 80 <= first < 5000
    view.grab()
    assert view.marks.latency_ms == first


def test_a_message_dims_what_was_last_seen(view, qtbot):
    view.show_frame(make_frame(columns(WHITE)))
    view.set_message(ViewMessage("Opening…", "One moment.", busy=True))
    assert max(colour(view, 0.1, 0.1)) < 120
    view.set_message(None)
    assert colour(view, 0.1, 0.1) == WHITE


def test_overlay_recording_mark_and_note_are_painted_over_the_picture(view):
    view.show_frame(make_frame(columns(WHITE, WHITE, WHITE)))
    plain = view.grab().toImage()
    for paint in (
        lambda: view.marks.set_figures_visible(True),
        lambda: view.marks.set_recording(65.2),
        lambda: view.set_note("Loading a style…"),
    ):
        paint()
        painted = view.grab().toImage()
        assert painted != plain
        plain = painted
    assert view.marks.recording == "REC 1:05"
    view.marks.set_recording(None)
    assert not view.marks.recording


def test_figures_are_readable():
    stats = PipelineStats(
        capture_fps=29.97, output_fps=14.2, generate_ms=61.4, latency_ms=70, dropped=12, working_size=(512, 288)
    )
    assert figures(stats, 88.6) == [
        ("source", "30.0 fps"),
        ("toons", "14.2 fps"),
        ("drawing", "61 ms"),
        ("drawn at", "512 x 288"),
        ("latency", "89 ms"),
        ("left out", "12"),
    ]
    assert ("drawing", "\u2013") in figures(PipelineStats(), 0)
    assert all(f"{name}: " in figures_explained() for name, _ in figures(stats, 88.6))


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (65.9, "1:05"), (3605, "1:00:05")])
def test_elapsed_time(seconds, words):
    assert clock(seconds) == words
