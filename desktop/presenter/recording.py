"""RecordingPresenter: what is seen and said of clips and snapshots, and the folder they go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.events import RecordingResumed, RecordingStalled, SinkFailed
from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.settings_store import SettingsStore
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
    """Where clips and snapshots go unless the person chose a folder for both."""

    clips: Path = field(default_factory=clips_dir)
    pictures: Path = field(default_factory=pictures_dir)


class RecordingPresenter(QObject):
    """Joins recording to its button and the mark over the picture. GUI thread.

    Args:
        recording: records clips and takes snapshots.
        settings: the chosen folder, and whether clips are mirrored.
        notices: say what was saved and what could not be.
        view: shows that a clip is being recorded.
        acts: record, take a snapshot, choose and open the folder.
        folders: where to save unless a folder was chosen.
        show_file: shows a file or a folder in the system's file manager.
    """

    def __init__(
        self,
        recording: ClipRecording,
        settings: SettingsStore,
        notices: Notices,
        view: VideoView,
        acts: Actions,
        *,
        folders: SaveFolders,
        show_file: Callable[[Path], object],
    ) -> None:
        super().__init__(view)
        self._recording, self._settings, self._notices = recording, settings, notices
        self._view, self._acts, self._folders, self._show_file = view, acts, folders, show_file
        self._closing = False
        self.lost_clip: BaseException | None = None
        """Why a clip could not be saved while the window closed."""
        recording.state_changed.connect(self._on_state_changed)
        recording.elapsed_changed.connect(self._on_elapsed_changed)
        recording.clip_saved.connect(notices.clip_saved)
        recording.picture_saved.connect(notices.picture_saved)
        recording.failed.connect(self._on_failed)
        recording.snapshot_failed.connect(self._on_snapshot_failed)
        acts.mirror_clips.setChecked(settings.current.mirror_clips)
        acts.mirror_clips.triggered.connect(self._on_mirror_clips_triggered)
        acts.record.triggered.connect(self._on_record_triggered)
        acts.snapshot.triggered.connect(self._on_snapshot_triggered)
        acts.choose_folder.triggered.connect(self.choose_folder)
        acts.open_folder.triggered.connect(lambda: self._show_file(self.clips_folder))
        acts.open_pictures.triggered.connect(lambda: self._show_file(self._folder(self._folders.pictures)))

    @property
    def clips_folder(self) -> Path:
        """Where clips go."""
        return self._folder(self._folders.clips)

    def on_event(self, event: SinkFailed | RecordingStalled | RecordingResumed) -> None:
        """Take what the engine tells about the clip that is being recorded."""
        match event:
            case SinkFailed():
                self._recording.stop()  # which says what was saved
            case RecordingStalled():
                self._notices.disk_waits(event.path)
            case RecordingResumed():
                self._notices.dismiss("disk")

    def close(self) -> None:
        """Let no further clip begin: the window closes."""
        self._closing = True

    def choose_folder(self) -> None:
        """Ask for the folder of clips and snapshots; returns at once."""
        ask_for_folder(self._view, self.clips_folder, self._on_folder_chosen)

    def _on_record_triggered(self) -> None:
        self._on_state_changed(self._recording.state)  # the click has toggled the button ahead of the engine
        if self._recording.state is RecordingState.RECORDING:
            self._recording.stop()
        elif self._view.frame is None:
            self._notices.no_picture("recording")
        else:
            self._notices.dismiss("recording")
            self._recording.start(self.clips_folder, mirrored=self._mirrored())

    def _on_snapshot_triggered(self) -> None:
        if self._view.frame is None:  # the engine still has the last picture of a source that failed
            self._notices.no_picture("snapshot")
        else:
            self._recording.snapshot(self._folder(self._folders.pictures), mirrored=self._mirrored())

    def _folder(self, default: Path) -> Path:
        chosen = self._settings.current.save_folder
        return Path(chosen) if chosen else default

    def _mirrored(self) -> bool:
        return self._settings.current.mirror_clips and self._view.mirrored

    def _on_state_changed(self, state: RecordingState) -> None:
        words = tr("Saving…") if state is RecordingState.SAVING else tr("Record")
        recording = state is RecordingState.RECORDING
        can_click = state in {RecordingState.IDLE, RecordingState.RECORDING} and not self._closing
        self._acts.show_recording(words, recording=recording, enabled=can_click)
        if not recording:
            self._view.set_recording(None)
        if state is RecordingState.IDLE:
            self._notices.dismiss("disk")

    def _on_elapsed_changed(self, elapsed_s: float) -> None:
        self._view.set_recording(elapsed_s)
        self._acts.show_recording(clock(elapsed_s), recording=True, enabled=not self._closing)

    def _on_failed(self, error: BaseException, folder: Path) -> None:
        self.lost_clip = error if self._closing else None
        self._notices.error(error, "recording", {Action.OPEN_FOLDER: partial(self._show_file, folder)})

    def _on_snapshot_failed(self, error: BaseException, folder: Path) -> None:
        self._notices.error(error, "snapshot", {Action.OPEN_FOLDER: partial(self._show_file, folder)})

    def _on_mirror_clips_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(mirror_clips=mirrored)

    def _on_folder_chosen(self, folder: Path) -> None:
        self._settings.update(save_folder=str(folder))
