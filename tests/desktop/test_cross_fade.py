"""A switch of the model fades in the view, the toon alone, and not where less motion is wished."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.frame import RgbImage
from core.layout import Layout
from desktop.window.motion import reduce_motion
from desktop.window.video_view import VideoView
from support.samples import make_frame


def grey(level: int) -> RgbImage:
    return np.full((80, 80, 3), level, np.uint8)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[VideoView]:
    """Shows black by the first model; its fades stand still at half."""
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    now = iter([0.0] + [0.075] * 1000)
    view.cross_fade.clock = lambda: next(now)
    view.show_frame(make_frame(grey(0), toon=grey(0), model_id="one"))
    yield view
    view.cross_fade.end()
    reduce_motion(False)


def level(view: VideoView, x_share: float = 0.5) -> int:
    picture = view.picture_rect()
    x = picture.left() + picture.width() * x_share
    return QColor(view.grab().toImage().pixel(int(x), int(picture.center().y()))).red()


def test_half_way_both_models_are_seen(view: VideoView):
    view.show_frame(make_frame(grey(0), toon=grey(200), model_id="two"))
    assert level(view) == pytest.approx(100, abs=3)
    view.show_frame(make_frame(grey(0), toon=grey(240), model_id="two"))
    assert level(view) == pytest.approx(120, abs=3)


def test_it_ends_by_itself_and_asks_for_the_last_paint(view: VideoView, qtbot: QtBot):
    view.cross_fade.clock = lambda: 0.0
    view.show_frame(make_frame(grey(0), toon=grey(200), model_id="two"))
    assert level(view) == 0
    with qtbot.waitSignal(view.cross_fade.moved):
        view.cross_fade.clock = lambda: 1.0
    qtbot.waitUntil(lambda: level(view) == 200)


def test_the_original_beside_it_does_not_fade(view: VideoView):
    view.show_frame(make_frame(grey(150), Layout.SIDE_BY_SIDE, toon=grey(200), model_id="two"))
    assert level(view, 0.25) == 150
    assert level(view, 0.75) == pytest.approx(100, abs=3)


def test_the_same_model_and_another_source_do_not_fade(view: VideoView):
    view.show_frame(make_frame(grey(0), toon=grey(200), model_id="one"))
    assert level(view) == 200
    view.forget_frame()
    view.show_frame(make_frame(grey(0), toon=grey(90), model_id="two"))
    assert level(view) == 90


def test_nothing_fades_where_less_motion_is_wished(view: VideoView):
    reduce_motion(True)
    view.show_frame(make_frame(grey(0), toon=grey(200), model_id="two"))
    assert level(view) == 200
