"""RecordingPresenter without a window: the button through a clip's life, the folders, and a clip that is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.crop import Crop
from core.errors import WriteError
from core.sinks.recorder import RecordingSummary
from desktop.live.bridge import GuiCalls
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.folder_tasks import FolderTasks
from desktop.live.settings import Settings
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from desktop.presenter.countdown import Countdown
from desktop.presenter.notices import Notices
from desktop.presenter.recording import RecordingPresenter, SaveFolders
from desktop.presenter.snapshots import SnapshotPresenter
from desktop.window.actions import Actions
from desktop.window.notification_bar import NotificationBar
from desktop.window.take_guide import TakeGuide
from desktop.window.video_view import VideoView
from support.samples import make_frame


class Parts:
    """The presenter over an owner that writes nothing, and the widgets that it needs, none of them shown."""

    def __init__(self, qtbot: QtBot, calls: GuiCalls, tmp_path: Path) -> None:
        self._qtbot = qtbot
        self.tasks = Tasks(calls)
        self.asked: list[tuple[str, Path, bool]] = []
        self.error: Exception | None = None
        self.folders = SaveFolders(tmp_path / "clips", tmp_path / "pictures", lambda _folder: None)
        self.settings = SettingsStore(Settings(), tmp_path / "settings.json", self.tasks)
        self.recording = ClipRecording(self, FolderTasks(self.tasks))
        self.view, self.acts, self.bar = VideoView(), Actions(), NotificationBar()
        notices = Notices(self.bar, {}, lambda _folder: None)
        countdown = Countdown(TakeGuide(self.view))
        self.presenter = RecordingPresenter(
            self.recording,
            self.settings,
            notices,
            countdown,
            self.view,
            self.acts,
            self.folders,
        )
        self.snapshots = SnapshotPresenter(
            self.recording, self.settings, notices, countdown, self.view, self.acts, self.folders
        )
        self.pictures_a_second = 30
        self.view.show_frame(make_frame(np.zeros((48, 64, 3), np.uint8)))

    def start_recording(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        crop: Crop = Crop.WHOLE,
        crf: int = 20,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self.asked.append(("clip", path, mirrored))

    def pause_recording(self, *, paused: bool) -> None:
        raise AssertionError

    def save_replay(self, path: Path) -> RecordingSummary:
        raise AssertionError

    def stop_recording(self) -> RecordingSummary:
        if self.error is not None:
            raise self.error
        return RecordingSummary(self.asked[-1][1], 1.0, self.pictures_a_second, 0)

    def take_snapshot(self, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> Callable[[Path], None]:
        return lambda path: self.asked.append(("picture", path, mirrored))

    def click(self) -> None:
        self.acts.record.trigger()
        self.idle()

    def idle(self) -> None:
        self._qtbot.waitUntil(lambda: self.tasks.running == 0)


@pytest.fixture
def parts(qtbot: QtBot, calls: GuiCalls, tmp_path: Path):
    parts = Parts(qtbot, calls, tmp_path)
    yield parts
    parts.recording.stop()
    parts.settings.close()
    parts.idle()
    parts.bar.clear()


def test_without_a_picture_nothing_is_recorded_and_the_word_passes(parts: Parts):
    parts.view.forget_frame()
    parts.click()
    assert parts.asked == []
    assert parts.recording.state is RecordingState.IDLE
    assert not parts.acts.record.isChecked()
    parts.acts.snapshot.trigger()
    (card,) = parts.bar.cards
    assert (card.notification.title, card.notification.fades) == ("There is no picture yet", True)


def test_a_clip_of_few_pictures_is_not_saved_without_a_word(parts: Parts):
    parts.pictures_a_second = 2
    parts.click()
    parts.click()
    assert "only 2.0 pictures a second" in parts.bar.cards[0].notification.text


def test_the_button_follows_the_clip(parts: Parts):
    parts.acts.record.trigger()
    assert (parts.acts.record.text(), parts.acts.record.isEnabled()) == ("Record", False)
    parts.idle()
    assert (parts.acts.record.text(), parts.acts.record.isChecked()) == ("0:00", True)
    parts.acts.record.trigger()
    assert (parts.acts.record.text(), parts.acts.record.isEnabled()) == ("Saving…", False)
    parts.idle()
    assert (parts.acts.record.text(), parts.acts.record.isChecked()) == ("Record", False)
    assert not parts.view.marks.recording
    assert parts.bar.cards[0].notification.title.startswith("Saved toon-")


def test_a_chosen_folder_takes_clips_and_snapshots(parts: Parts, tmp_path: Path):
    parts.acts.snapshot.trigger()
    parts.click()
    parts.click()
    chosen = tmp_path / "chosen"
    parts.settings.update(save_folder=str(chosen))
    parts.acts.snapshot.trigger()
    parts.click()
    parts.click()
    folders = sorted((kind, path.parent.name) for kind, path, _ in parts.asked)
    assert folders == [("clip", "chosen"), ("clip", "clips"), ("picture", "chosen"), ("picture", "pictures")]


@pytest.mark.parametrize("view_mirrored", [False, True])
@pytest.mark.parametrize("wished", [False, True])
def test_a_clip_is_mirrored_when_it_is_wished_and_the_view_is(parts: Parts, view_mirrored: bool, wished: bool):
    parts.view.set_mirrored(view_mirrored)
    if wished:
        parts.acts.mirror_clips.trigger()
    parts.click()
    assert parts.asked[0][2] is (view_mirrored and wished)


def test_a_clip_that_fails_is_lost_only_when_the_window_is_closing(parts: Parts):
    parts.error = WriteError("The clip cannot be written.")
    parts.click()
    parts.click()
    assert parts.bar.cards[0].notification.topic == "recording"
    assert parts.presenter.lost_clip is None

    parts.click()
    parts.presenter.close()
    assert parts.acts.record.isChecked()
    parts.recording.stop()
    parts.idle()
    assert parts.presenter.lost_clip is parts.error
    assert not parts.acts.record.isEnabled(), "no other clip begins"
