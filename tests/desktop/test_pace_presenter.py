"""PacePresenter: the menu, the view's size and the battery reach the engine; the choices are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.live.bridge import FrameBridge, GuiCalls
from desktop.live.settings import Settings
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from desktop.presenter.pace import PacePresenter
from desktop.window.main_window import MainWindow
from support.fakes import picture
from support.samples import make_frame


class Parts:
    """The presenter over an engine that only remembers, and a real window."""

    def __init__(self, calls: GuiCalls, path: Path, settings: Settings) -> None:
        self.target_fps: float | None = None
        self.fixed_px: int | None = None
        self.battery = False
        self.tasks = Tasks(calls)
        self.frames = FrameBridge()
        self.settings = SettingsStore(settings, path, self.tasks)
        self.window = MainWindow()
        self.presenter = PacePresenter(
            self, self.frames, self.settings, self.tasks, self.window, on_battery=lambda: self.battery
        )


@pytest.fixture
def parts(qtbot: QtBot, calls: GuiCalls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Parts]:
    parts = Parts(calls, tmp_path / "settings.json", getattr(request, "param", Settings()))
    qtbot.addWidget(parts.window, before_close_func=lambda _window: parts.window.close_now())
    yield parts
    parts.presenter.close()
    parts.settings.close()
    qtbot.waitUntil(lambda: parts.tasks.running == 0)


def test_at_first_thirty_toons_a_second_are_held_at_whatever_size(parts: Parts) -> None:
    assert (parts.target_fps, parts.fixed_px) == (30.0, None)
    assert parts.window.acts.drawing_sizes[None].isChecked()


@pytest.mark.parametrize("parts", [Settings(fast=True, drawing_px=448)], indirect=True)
def test_what_was_chosen_is_chosen_again(parts: Parts) -> None:
    assert (parts.target_fps, parts.fixed_px) == (60.0, 448)
    assert parts.window.acts.drawing_sizes[448].isChecked()
    assert parts.window.acts.fast.isChecked()


def test_a_choice_reaches_the_engine_and_is_kept(parts: Parts) -> None:
    parts.window.acts.drawing_sizes[384].trigger()
    parts.window.acts.fast.trigger()

    assert (parts.target_fps, parts.fixed_px) == (60.0, 384)
    assert parts.settings.current == Settings(fast=True, drawing_px=384)
    parts.window.acts.drawing_sizes[None].trigger()
    assert parts.fixed_px is None


def test_on_battery_fewer_are_drawn(parts: Parts, qtbot: QtBot) -> None:
    parts.battery = True
    parts.presenter.look_at_battery()
    qtbot.waitUntil(lambda: parts.target_fps == 20.0)
    parts.battery = False
    parts.presenter.look_at_battery()
    qtbot.waitUntil(lambda: parts.target_fps == 30.0)


def test_pictures_are_as_large_as_the_view_and_none_are_needed_while_it_is_not_seen(parts: Parts, qtbot: QtBot) -> None:
    assert parts.frames.demand() is None
    parts.window.resize(900, 600)
    parts.window.show()
    qtbot.waitExposed(parts.window)
    parts.window.view.show_frame(make_frame(picture(1920, 1080)))
    view = parts.window.view
    qtbot.waitUntil(lambda: parts.frames.demand() == (view.width(), -(-view.width() * 9 // 16)))
    parts.window.hide()
    assert parts.frames.demand() == (0, 0)
    parts.window.show()
    qtbot.waitUntil(lambda: parts.frames.demand() != (0, 0))
    parts.window.setWindowState(Qt.WindowState.WindowMinimized)
    qtbot.waitUntil(lambda: parts.frames.demand() == (0, 0))
