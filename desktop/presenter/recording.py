"""RecordingPresenter: what is seen and said of clips, and the folder they go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.events import RecordingResumed, RecordingStalled, SinkFailed
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.settings_store import SettingsStore
from desktop.presenter.countdown import Countdown
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.system.paths import clips_dir, pictures_dir
from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.dialogs import ask_for_folder
from desktop.window.overlays import clock
from desktop.window.video_view import VideoView


@dataclass(frozen=True, slots=True)
class SaveFolders:
    """Where clips and snapshots go unless the person chose a folder for both; `show` opens one."""

    clips: Path = field(default_factory=clips_dir)
    pictures: Path = field(default_factory=pictures_dir)
    show: Callable[[Path], object] = lambda _path: None

    @staticmethod
    def chosen(default: Path, chosen: str | None) -> Path:
        """One of them, or the folder that was chosen for both."""
        return Path(chosen) if chosen else default


class RecordingPresenter(QObject):
    """Joins recording to its button and the mark over the picture. GUI thread.

    Args:
        recording: records clips.
        settings: the chosen folder, and whether clips are mirrored.
        notices: say what was saved and what could not be.
        countdown: runs before a clip, where one was chosen.
        view: shows that a clip is being recorded.
        acts: record, pause, save the last seconds, choose and open the folder.
        folders: where to save unless a folder was chosen.
    """

    def __init__(
        self,
        recording: ClipRecording,
        settings: SettingsStore,
        notices: Notices,
        countdown: Countdown,
        view: VideoView,
        acts: Actions,
        folders: SaveFolders,
    ) -> None:
        super().__init__(view)
        self._recording, self._settings, self._notices = recording, settings, notices
        self._countdown, self._view, self._acts, self._folders = countdown, view, acts, folders
        self._closing = False
        self.lost_clip: BaseException | None = None
        """Why a clip could not be saved while the window closed."""
        recording.state_changed.connect(self._on_state_changed)
        recording.elapsed_changed.connect(self._on_elapsed_changed)
        recording.clip_saved.connect(notices.clip_saved)
        recording.failed.connect(self._on_failed)
        recording.replay_failed.connect(self._on_replay_failed)
        acts.pause.triggered.connect(self._on_pause_triggered)
        acts.save_replay.triggered.connect(self._on_save_replay_triggered)
        acts.escape.triggered.connect(countdown.cancel)
        acts.mirror_clips.setChecked(settings.current.mirror_clips)
        acts.mirror_clips.triggered.connect(self._on_mirror_clips_triggered)
        acts.record.triggered.connect(self._on_record_triggered)
        acts.choose_folder.triggered.connect(self.choose_folder)
        acts.open_folder.triggered.connect(lambda: folders.show(self.clips_folder))
        acts.open_pictures.triggered.connect(lambda: folders.show(self.pictures_folder))

    @property
    def clips_folder(self) -> Path:
        """Where clips go."""
        return self._folders.chosen(self._folders.clips, self._settings.current.save_folder)

    def on_event(self, event: SinkFailed | RecordingStalled | RecordingResumed) -> None:
        """Take what the engine tells about the clip that is being recorded."""
        match event:
            case SinkFailed():
                self._recording.stop()  # which says what was saved
            case RecordingStalled():
                self._notices.disk_waits(event.path)
            case RecordingResumed():
                self._notices.dismiss("disk")

    def offer_to_cancel(self) -> None:
        """The folder of a clip that starts does not answer: the button gives it up."""
        if self._recording.state is RecordingState.STARTING:
            self._acts.show_recording(tr("Cancel"), recording=False, enabled=not self._closing)
            self._acts.record.setToolTip(tr("Begin no clip"))

    def close(self) -> None:
        """Let no further clip begin: the window closes."""
        self._closing = True
        self._countdown.cancel()
        self._recording.give_up()

    def choose_folder(self) -> None:
        """Ask for the folder of clips and snapshots; returns at once."""
        ask_for_folder(self._view, self.clips_folder, self._on_folder_chosen)

    def _on_record_triggered(self) -> None:
        self._on_state_changed(self._recording.state)  # the click has toggled the button ahead of the engine
        if self._recording.state is RecordingState.RECORDING:
            self._recording.stop()
        elif self._recording.state is RecordingState.STARTING:
            self._recording.give_up()
        elif self._view.frame is None:
            self._notices.no_picture()
        else:
            self._notices.dismiss("recording")
            self._countdown.start(self._settings.current.countdown_s, self._start)

    def _start(self) -> None:
        now = self._settings.current
        self._recording.start(
            self.clips_folder, mirrored=self._mirrored(), crop=now.crop, crf=now.quality, stop_after_s=now.stop_after_s
        )

    def _on_pause_triggered(self) -> None:
        self._recording.pause(paused=not self._recording.paused)
        self._acts.pause.setChecked(self._recording.paused)

    def _on_save_replay_triggered(self) -> None:
        if self._settings.current.replay_s:  # else it is offered to remember them
            self._recording.save_replay(self.clips_folder)

    @property
    def pictures_folder(self) -> Path:
        """Where snapshots go."""
        return self._folders.chosen(self._folders.pictures, self._settings.current.save_folder)

    def _mirrored(self) -> bool:
        return self._settings.current.mirror_clips and self._view.mirrored

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        self._on_state_changed(self._recording.state)
        if self._recording.state is RecordingState.RECORDING:
            self._on_elapsed_changed(self._recording.elapsed_s)

    def _on_state_changed(self, state: RecordingState) -> None:
        words = tr("Saving…") if state is RecordingState.SAVING else tr("Record")
        recording = state is RecordingState.RECORDING
        can_click = state in {RecordingState.IDLE, RecordingState.RECORDING} and not self._closing
        self._acts.show_recording(words, recording=recording, enabled=can_click)
        if not recording:
            self._view.marks.set_recording(None)
            self._acts.pause.setChecked(False)
        self._acts.pause.setVisible(recording)
        if state is RecordingState.IDLE:
            self._notices.dismiss("disk")

    def _on_elapsed_changed(self, elapsed_s: float) -> None:
        self._view.marks.set_recording(elapsed_s, paused=self._recording.paused)
        self._acts.show_recording(clock(elapsed_s), recording=True, enabled=not self._closing)

    def _on_failed(self, error: BaseException, folder: Path) -> None:
        self.lost_clip = error if self._closing else None
        self._notices.error(error, "recording", {Action.OPEN_FOLDER: partial(self._folders.show, folder)})

    def _on_replay_failed(self, error: BaseException, folder: Path) -> None:
        self._notices.error(error, "replay", {Action.OPEN_FOLDER: partial(self._folders.show, folder)})

    def _on_mirror_clips_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(mirror_clips=mirrored)

    def _on_folder_chosen(self, folder: Path) -> None:
        self._settings.update(save_folder=str(folder))
