"""What is seen of the picture in a whole window: layouts, divider, mirror, figures, size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from core.compositor import ComposeSettings
from core.frame import Layout
from support.window_fakes import BLUE, RED, near

WIDE_PX = (1366, 760)
"""Room for every control on the bar."""


@pytest.mark.parametrize("by", ["click", "key"])
def test_each_layout_is_shown(rig, by):
    rig.start()
    seen = {
        Layout.TOON: (BLUE, BLUE),
        Layout.ORIGINAL: (RED, RED),
        Layout.SIDE_BY_SIDE: (RED, BLUE),
        Layout.SPLIT: (BLUE, RED),  # mirrored, as cameras are
    }
    for key, layout in enumerate(Layout, start=1):
        rig.click_layout(layout) if by == "click" else rig.press(str(key))
        rig.until(lambda layout=layout: rig.view.frame.layout is layout)
        left, right = seen[layout]
        rig.until(lambda left=left: near(rig.colour_at(0.3, 0.3), left))
        assert near(rig.colour_at(0.7, 0.3), right)
        assert rig.window.acts.layouts[layout].isChecked()


def test_the_divider_moves_the_split_of_the_engine(rig, qtbot):
    rig.start()
    rig.click_layout(Layout.SPLIT)
    rig.until(lambda: rig.view.divider_x() is not None)
    start = QPoint(int(rig.view.divider_x()), 60)
    qtbot.mousePress(rig.view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(rig.view, QPoint(start.x() + 60, 60))
    qtbot.mouseRelease(rig.view, Qt.MouseButton.LeftButton, pos=QPoint(start.x() + 60, 60))
    assert rig.live.session.compose_settings.split == rig.view.split < 0.5  # mirrored: to the right is less


def test_the_original_is_seen_while_its_key_is_held(rig, qtbot):
    rig.start()
    rig.until(lambda: near(rig.colour_at(0.5), BLUE))
    qtbot.keyPress(rig.view, Qt.Key.Key_O)
    assert rig.view.comparing
    assert near(rig.colour_at(0.5, 0.3), RED)
    assert near(tuple(rig.view.frame.image[0, 0].tolist()), BLUE)  # what is recorded
    qtbot.keyRelease(rig.view, Qt.Key.Key_O)
    assert not rig.view.comparing


@pytest.mark.parametrize("by", ["click", "key"])
def test_mirror_is_switched_and_remembered_for_cameras(rig, by):
    rig.start()
    rig.window.resize(*WIDE_PX)
    assert rig.view.mirrored
    rig.click(rig.controls.mirror) if by == "click" else rig.press("M")
    assert not rig.view.mirrored
    assert not rig.live.settings.current.mirror_cameras


def test_videos_are_not_mirrored_until_asked(rig):
    rig.start()
    rig.click_menu(rig.controls.source, "Bundled clip")
    assert not rig.view.mirrored
    assert not rig.controls.mirror.isChecked()
    rig.press("M")
    assert rig.view.mirrored
    assert rig.live.settings.current.mirror_cameras
    assert rig.live.settings.current.mirror_files


def test_figures_are_toggled_by_key_and_menu(rig):
    rig.start()
    rig.press("F")
    assert rig.view.marks.figures_visible
    rig.until(lambda: float(dict(rig.view.marks.figures)["source"].removesuffix(" fps")) > 1)
    rig.click_menu(rig.controls.more, "Show figures")
    assert not rig.view.marks.figures_visible


def test_a_steady_picture_is_switched_at_once_and_remembered(rig):
    rig.start()
    rig.click_menu(rig.controls.more, "Steady picture")
    rig.press("3")
    assert rig.live.session.compose_settings == ComposeSettings(Layout.SIDE_BY_SIDE, steady=True)
    rig.close()
    rig.start()
    assert rig.window.acts.steady.isChecked()
    assert rig.live.session.compose_settings.steady


@pytest.mark.parametrize("by", ["key", "menu"])
def test_the_picture_fills_the_window_and_comes_back(rig, by):
    rig.start()
    rig.window.resize(900, 400)
    assert rig.view.picture_rect().width() < rig.view.width()
    rig.press("Z") if by == "key" else rig.click_menu(rig.controls.more, "Fill the window")
    assert rig.view.picture_rect().width() == rig.view.width()
    assert rig.window.acts.fit_fill.isChecked()
    assert rig.live.settings.current.fit == "fill"
    rig.press("0")
    assert rig.view.picture_rect().width() < rig.view.width()
