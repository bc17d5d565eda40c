"""A slow machine is told: while a model draws slowly, and before it is chosen again."""

from __future__ import annotations

import numpy as np

from core.metrics import PipelineStats
from core.sources.picture import PictureSource
from desktop.live.source_choice import given_choice

SLOW, FAST = PipelineStats(generate_ms=400), PipelineStats(generate_ms=20)


def look(rig, stats: PipelineStats, times: int) -> None:
    for _ in range(times):
        rig.presenter.slowness.look(stats)


def test_a_slow_model_is_told_once_and_is_called_slow_in_the_menu(rig):
    rig.start()
    rig.presenter.slowness.close()
    look(rig, SLOW, 4)
    assert rig.card("slow") is None, "a moment is no slowness"
    look(rig, FAST, 1)
    look(rig, SLOW, 5)
    assert rig.card("slow").notification.title == "“First style” draws 2.5 toons a second here"
    rig.window.notifications.clear()
    look(rig, SLOW, 20)
    assert rig.card("slow") is None
    rig.click(rig.controls.model)
    words = [action.text() for action in rig.controls.model.drop_menu.actions()]
    assert "First style · 2.5 toons a second here" in words
    assert "Second style" in words
    rig.controls.model.drop_menu.close()


def test_a_photograph_which_is_drawn_once_is_never_slow(rig):
    rig.start()
    rig.presenter.slowness.close()
    rig.live.sources.choose(given_choice(PictureSource("cat.jpg", lambda: np.zeros((48, 64, 3), np.uint8))))
    rig.until(lambda: rig.presenter.films.photograph == "cat")
    look(rig, SLOW, 9)
    assert rig.card("slow") is None
    assert rig.live.settings.current.drawing_ms == {}


def test_a_model_that_has_become_fast_is_no_longer_called_slow(rig):
    rig.start()
    rig.presenter.slowness.close()
    look(rig, SLOW, 5)
    assert rig.live.settings.current.drawing_ms == {"one": 400}
    look(rig, FAST, 4)
    assert rig.presenter.slowness.words_about("one"), "these may be the figures of the model before"
    look(rig, FAST, 1)
    assert rig.presenter.slowness.words_about("one") == ""
