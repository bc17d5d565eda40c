"""ClipRecording: a clip from the click that starts it to the words that it is saved. Snapshots too."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import FolderNotWritable, NameTaken
from core.sinks.part_file import unused_clip_path
from core.sinks.recorder import RecordingSummary
from desktop.live.tasks import Tasks
from desktop.system.paths import make_private_folder, new_file

_TICK_MS = 250


class RecordingState(Enum):
    IDLE = auto()
    STARTING = auto()
    RECORDING = auto()
    SAVING = auto()


class RecordingOwner(Protocol):
    """The part of the session used here; every call blocks on the disk."""

    def start_recording(self, path: Path, *, mirrored: bool = False) -> None: ...
    def stop_recording(self) -> RecordingSummary: ...
    def snapshot(self, path: Path, *, mirrored: bool = False) -> None: ...


class ClipRecording(QObject):
    """Starts and stops clips and takes snapshots, all in the background. GUI thread.

    Args:
        owner: records.
        tasks: run what blocks.
        clock: seconds, for the elapsed time.
    """

    state_changed = Signal(object)
    elapsed_changed = Signal(float)
    clip_saved = Signal(object)
    picture_saved = Signal(object)
    failed = Signal(object, object)
    """Of a clip: the error and the folder it is about."""
    snapshot_failed = Signal(object, object)
    """The same of a snapshot."""

    def __init__(
        self,
        owner: RecordingOwner,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._tasks = tasks
        self._clock = clock
        self._began_s = 0.0
        self._state = RecordingState.IDLE
        self._folder = Path()
        self._stop_once_started = False
        self._naming = Lock()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def state(self) -> RecordingState:
        return self._state

    def start(self, folder: Path, *, mirrored: bool) -> None:
        """Begin a clip in `folder`, which is made when missing; does nothing unless idle."""
        if self._state is not RecordingState.IDLE:
            return
        self._folder = folder
        self._stop_once_started = False
        self._set_state(RecordingState.STARTING)

        def begin() -> None:
            clip = _new_file(folder, ".mp4")
            while True:
                try:
                    self._owner.start_recording(unused_clip_path(clip), mirrored=mirrored)
                except NameTaken:  # by another window, in between
                    continue
                return

        self._tasks.run("start-recording", begin, done=self._on_started, failed=self._on_failed)

    def stop(self) -> None:
        """Finish the clip, as soon as it has started, and check it; does nothing when there is none."""
        if self._state is RecordingState.STARTING:
            self._stop_once_started = True
        if self._state is not RecordingState.RECORDING:
            return
        self._timer.stop()
        self._set_state(RecordingState.SAVING)
        self._tasks.run("stop-recording", self._owner.stop_recording, done=self._on_saved, failed=self._on_failed)

    def snapshot(self, folder: Path, *, mirrored: bool) -> None:
        """Save the picture that is shown as a PNG in `folder`."""

        def save() -> Path:
            with self._naming:  # two that are saved at once would find the same name unused
                path = _new_file(folder, ".png")
                self._owner.snapshot(path, mirrored=mirrored)
            return path

        failed = partial(self._on_snapshot_failed, folder)
        self._tasks.run("snapshot", save, done=self.picture_saved.emit, failed=failed)

    def _on_started(self, _nothing: None) -> None:
        self._began_s = self._clock()
        self._set_state(RecordingState.RECORDING)
        self.elapsed_changed.emit(0.0)
        self._timer.start()
        if self._stop_once_started:
            self.stop()

    def _on_saved(self, summary: RecordingSummary) -> None:
        self._set_state(RecordingState.IDLE)
        self.clip_saved.emit(summary)

    def _on_failed(self, error: BaseException) -> None:
        self._set_state(RecordingState.IDLE)
        self.failed.emit(error, self._folder)

    def _on_snapshot_failed(self, folder: Path, error: BaseException) -> None:
        self.snapshot_failed.emit(error, folder)

    def _on_timer_timeout(self) -> None:
        self.elapsed_changed.emit(self._clock() - self._began_s)

    def _set_state(self, state: RecordingState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _new_file(folder: Path, suffix: str) -> Path:
    try:
        make_private_folder(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FolderNotWritable(f"The folder {folder} cannot be made: {reason}.", hint="Choose another one.") from error
    return new_file(folder, suffix)
