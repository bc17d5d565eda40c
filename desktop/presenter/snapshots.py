"""SnapshotPresenter: pictures to the disk, one or five in a row, and to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from core.crop import Crop
from desktop.live.clip_recording import ClipRecording
from desktop.live.settings_store import SettingsStore
from desktop.presenter.countdown import Countdown
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.presenter.recording import SaveFolders
from desktop.window.actions import Actions
from desktop.window.video_view import VideoView

_BURST, _BURST_MS = 5, 400


class SnapshotPresenter(QObject):
    """Joins snapshots to their buttons. GUI thread.

    Args:
        recording: takes them.
        settings: the chosen folder and shape, and whether they are mirrored.
        notices: say what was saved and what could not be.
        countdown: runs before, where one was chosen.
        view: shows the picture.
        acts: take one, five, or copy one.
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
        self._countdown, self._view, self._folders = countdown, view, folders
        self._left = 0
        self._photograph: Callable[[], str] = lambda: ""
        self._burst = QTimer(self, interval=_BURST_MS)
        self._burst.timeout.connect(self._on_burst_timeout)
        recording.picture_saved.connect(notices.picture_saved)
        recording.snapshot_failed.connect(self._on_failed)
        acts.snapshot.triggered.connect(partial(self._count_down, self._save))
        acts.burst.triggered.connect(partial(self._count_down, self._begin_burst))

    def connect_copy(self, acts: Actions, picture: Callable[[bool, Crop], QImage]) -> None:
        """Let the picture be copied; `picture` gives the newest one, mirrored or not, of a shape."""
        acts.copy_picture.triggered.connect(lambda: self._copy(picture))

    def connect_photographs(self, acts: Actions, shown: Callable[[], str]) -> None:
        """Let a photograph's toon be saved under its name; `shown` gives that of the one that is shown, or nothing."""
        self._photograph = shown
        acts.film_save.triggered.connect(lambda: self._save() if shown() else None)

    def close(self) -> None:
        """Take no more."""
        self._burst.stop()

    def _count_down(self, then: Callable[[], None], *_checked: object) -> None:
        self._countdown.start(self._settings.current.countdown_s, then)

    def _save(self) -> None:
        if self._has_picture():
            now = self._settings.current
            folder = self._folders.chosen(self._folders.pictures, now.save_folder)
            named = self._photograph()
            self._recording.snapshot(folder, mirrored=self._mirrored(), crop=now.crop, photograph=named)

    def _begin_burst(self) -> None:
        self._left = _BURST
        self._on_burst_timeout()
        self._burst.start()

    def _on_burst_timeout(self) -> None:
        self._save()
        self._left -= 1
        if self._left <= 0 or self._view.frame is None:
            self._burst.stop()

    def _copy(self, picture: Callable[[bool, Crop], QImage]) -> None:
        if self._has_picture():
            QGuiApplication.clipboard().setImage(picture(self._mirrored(), self._settings.current.crop))
            self._notices.picture_copied()

    def _has_picture(self) -> bool:
        """Else it says so: the engine still has the last picture of a source that failed."""
        if self._view.frame is None:
            self._notices.no_picture()
        return self._view.frame is not None

    def _mirrored(self) -> bool:
        return self._settings.current.mirror_clips and self._view.mirrored

    def _on_failed(self, error: BaseException, folder: Path) -> None:
        self._notices.error(error, "snapshot", {Action.OPEN_FOLDER: partial(self._folders.show, folder)})
