"""SourcePresenter without a window: what is seen, said and remembered, whatever the engine reports and when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.errors import SourceBusy, SourceNotFound
from core.events import SourceFailed, SourceLost, SourceStarted
from core.frame import ComposedFrame
from core.sources.base import FrameSource
from core.sources.discovery import CameraInfo
from desktop.live.bridge import GuiCalls
from desktop.live.chosen_by import ChosenBy
from desktop.live.settings import Settings, SourceMemory
from desktop.live.settings_store import SettingsStore
from desktop.live.source_choice import camera_choice, clip_choice, file_choice
from desktop.live.source_switch import SourceSwitch
from desktop.live.tasks import Tasks
from desktop.presenter.notices import Notices
from desktop.presenter.sources import SourcePresenter
from desktop.window.actions import Actions
from desktop.window.control_bar import DropDown
from desktop.window.notification_bar import NotificationBar
from desktop.window.video_view import VideoView
from support.samples import make_camera, make_frame
from support.window_fakes import FakeSource

FILM = Path("/films/holiday.mp4")
CAMERA = camera_choice(make_camera("Front"))


class Engine:
    """Numbers the sources as a session does."""

    def __init__(self) -> None:
        self.shown: list[FrameSource] = []

    def set_source(self, source: FrameSource) -> int:
        self.shown.append(source)
        return len(self.shown)


class Parts:
    """The presenter, and the widgets that it needs, none of them shown."""

    def __init__(self, calls: GuiCalls, tmp_path: Path) -> None:
        tasks = Tasks(calls)
        self.engine, self.cameras = Engine(), list[CameraInfo]()
        self.settings = SettingsStore(Settings(), tmp_path / "settings.json", tasks)
        self.sources = SourceSwitch(
            self.engine,
            tasks,
            lambda: list(self.cameras),
            lambda answered: answered(True),
            make_source=lambda choice: FakeSource(choice.title),
        )
        self.view, self.bar = VideoView(), NotificationBar()
        self.button, self.acts = DropDown("Source", "source"), Actions()
        notices = Notices(self.bar, {}, lambda _folder: None)
        self.presenter = SourcePresenter(self.sources, self.settings, notices, self.view, self.button, self.acts)

    def started(self) -> None:
        self.sources.on_event(SourceStarted("any", 64, 48, 30.0, len(self.engine.shown)))

    def failed(self) -> None:
        self.sources.on_event(SourceFailed("any", SourceNotFound("There is no file."), len(self.engine.shown)))

    @property
    def topics(self) -> list[str]:
        return [card.notification.topic for card in self.bar.cards]


@pytest.fixture
def parts(qtbot: QtBot, calls: GuiCalls, tmp_path: Path):
    parts = Parts(calls, tmp_path)
    yield parts
    parts.settings.close()
    parts.bar.clear()
    qtbot.waitUntil(lambda: not parts.sources.listing)


def frame_of(source_number: int) -> ComposedFrame:
    made = make_frame(np.zeros((48, 64, 3), np.uint8))
    return replace(made, source=replace(made.source, source_number=source_number))


def test_a_late_picture_of_the_source_before_is_never_shown(parts: Parts):
    parts.sources.choose(CAMERA)
    parts.started()
    parts.presenter.show_frame(frame_of(1))
    before = parts.view.frame
    parts.sources.choose(clip_choice())
    parts.started()

    parts.presenter.show_frame(frame_of(1))
    assert parts.view.frame is before
    assert parts.view.message is not None, "it does not count as the new source's first picture"

    late_and_right = frame_of(2)
    parts.presenter.show_frame(late_and_right)
    assert parts.view.frame is late_and_right
    assert parts.view.message is None


def test_the_first_picture_is_told_once_a_source(parts: Parts):
    told: list[int] = []
    parts.presenter.first_picture_shown.connect(lambda: told.append(1))
    parts.sources.choose(CAMERA)
    parts.started()
    for _ in range(3):
        parts.presenter.show_frame(frame_of(1))
    assert told == [1]


@pytest.mark.parametrize("chosen_by", list(ChosenBy))
def test_only_what_a_person_chose_is_remembered_and_only_once_it_opened(parts: Parts, chosen_by: ChosenBy):
    parts.sources.choose(file_choice(FILM), chosen_by)
    assert parts.settings.current.source is None
    parts.started()
    remembered = SourceMemory(kind="file", path=str(FILM), title=FILM.name)
    assert parts.settings.current.source == (remembered if chosen_by is ChosenBy.PERSON else None)


def test_trying_again_leaves_it_to_whoever_chose(parts: Parts):
    parts.sources.choose(file_choice(FILM), ChosenBy.COMMAND_LINE)
    parts.failed()
    assert parts.topics == ["source-error"]
    parts.sources.try_again()
    parts.started()
    assert not parts.topics
    assert parts.settings.current.source is None


def test_a_remembered_film_that_is_gone_gives_way_but_not_one_that_ends_later(qtbot: QtBot, parts: Parts):
    memory = SourceMemory(kind="file", path=str(FILM), title=FILM.name)
    parts.sources.start(None, memory)
    parts.failed()
    qtbot.waitUntil(lambda: parts.button.words == "Bundled clip")
    assert parts.sources.status.chosen_by is ChosenBy.FALLBACK
    assert parts.topics == ["source"]

    parts.sources.recall(memory)
    parts.started()
    parts.failed()
    assert parts.view.message is not None
    assert parts.view.message.title == "No picture"
    assert parts.topics == ["source-error"]


def test_a_lost_camera_that_comes_back_waits_for_its_picture(parts: Parts):
    parts.sources.choose(CAMERA)
    parts.started()
    parts.presenter.show_frame(frame_of(1))
    parts.sources.on_event(SourceLost("Front", SourceBusy("Busy."), 1))
    assert parts.view.message is not None
    assert parts.view.message.title == "Reconnecting…"
    parts.started()
    assert parts.view.message is not None
    parts.presenter.show_frame(frame_of(1))
    assert parts.view.message is None


@pytest.mark.parametrize(("choice", "key"), [(CAMERA, "mirror_cameras"), (file_choice(FILM), "mirror_files")])
def test_cameras_and_films_are_mirrored_each_by_their_own_setting(parts: Parts, choice, key: str):
    parts.sources.choose(choice)
    before = getattr(parts.settings.current, key)
    assert parts.view.mirrored is before
    parts.acts.mirror.trigger()
    assert parts.view.mirrored is getattr(parts.settings.current, key) is not before
