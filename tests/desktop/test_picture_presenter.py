"""PicturePresenter without a window: the remembered look at the start, and each change in engine, view and settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.compositor import ComposeSettings
from core.layout import Layout
from core.metrics import PipelineStats
from desktop.live.bridge import GuiCalls
from desktop.live.settings import Settings
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from desktop.presenter.picture import PicturePresenter
from desktop.window.actions import Actions
from desktop.window.video_view import VideoView

LEFT_BEFORE = Settings(layout=Layout.SPLIT, split=0.3, steady=True, overlay=True)


class Parts:
    """The presenter over a composer that only remembers, and the widgets that it needs, none of them shown."""

    def __init__(self, calls: GuiCalls, tmp_path: Path) -> None:
        self.compose_settings = ComposeSettings()
        self.measured = 0
        self.tasks = Tasks(calls)
        self.settings = SettingsStore(LEFT_BEFORE, tmp_path / "settings.json", self.tasks)
        self.view, self.acts = VideoView(), Actions()
        self.presenter = PicturePresenter(self, self.settings, self.view, self.acts)

    @property
    def stats(self) -> PipelineStats:
        self.measured += 1
        return PipelineStats()


@pytest.fixture
def parts(qtbot: QtBot, calls: GuiCalls, tmp_path: Path) -> Iterator[Parts]:
    parts = Parts(calls, tmp_path)
    yield parts
    parts.presenter.close()
    parts.settings.close()
    qtbot.waitUntil(lambda: parts.tasks.running == 0)


def test_the_look_is_as_it_was_left(parts: Parts):
    assert parts.compose_settings == ComposeSettings(Layout.SPLIT, 0.3, steady=True)
    assert parts.acts.layouts[Layout.SPLIT].isChecked()
    assert parts.acts.steady.isChecked()
    assert parts.acts.overlay.isChecked()
    assert parts.view.marks.figures_visible
    assert parts.view.split == 0.3


def test_each_change_reaches_the_engine_and_is_kept(parts: Parts):
    parts.acts.layouts[Layout.SIDE_BY_SIDE].trigger()
    parts.view.split_moved.emit(0.8)
    parts.acts.steady.trigger()
    assert parts.compose_settings == ComposeSettings(Layout.SIDE_BY_SIDE, 0.8, steady=False)
    assert parts.settings.current == Settings(layout=Layout.SIDE_BY_SIDE, split=0.8, steady=False, overlay=True)


def test_nothing_is_measured_for_figures_that_are_not_shown(parts: Parts, qtbot: QtBot):
    qtbot.waitUntil(lambda: parts.measured > 0)
    parts.acts.overlay.trigger()
    assert not parts.view.marks.figures_visible
    assert not parts.settings.current.overlay
    measured = parts.measured
    parts.acts.overlay.trigger()
    assert parts.measured == measured + 1, "at once, not half a second later"
