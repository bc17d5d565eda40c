"""ClipRecording: a clip from the click that starts it to the words that it is saved. Snapshots and replays too."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from core.atomic_write import unused_path
from core.crop import Crop
from core.errors import FolderNotWritable, NameTaken, WriteError
from core.sinks.part_file import unused_clip_path
from core.sinks.recorder import RecordingSummary
from desktop.live.folder_tasks import FolderTasks, Wait
from desktop.live.tasks import log_failure
from desktop.system.paths import make_private_folder, new_file

_TICK_MS = 250
_MOST_SNAPSHOTS = 10
_FINISH_S = 5.0
"""How long a clip may take to be finished before it is told that it takes long."""

T = TypeVar("T")


class RecordingState(Enum):
    IDLE = auto()
    STARTING = auto()
    RECORDING = auto()
    SAVING = auto()


class RecordingOwner(Protocol):
    """The part of the session used here; every call but `pause_recording` blocks on the disk."""

    def start_recording(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        crop: Crop = Crop.WHOLE,
        crf: int = 20,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None: ...
    def pause_recording(self, *, paused: bool) -> None: ...
    def stop_recording(self) -> RecordingSummary: ...
    def save_replay(self, path: Path) -> RecordingSummary: ...
    def take_snapshot(self, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> Callable[[Path], None]: ...


class ClipRecording(QObject):
    """Starts and stops clips and takes snapshots, all in the background. GUI thread.

    Args:
        owner: records.
        tasks: run what blocks, and tell while the folder does not answer.
        clock: seconds, for the elapsed time.
    """

    state_changed = Signal(object)
    elapsed_changed = Signal(float)
    clip_saved = Signal(object)
    picture_saved = Signal(object)
    failed = Signal(object, object)
    """Of a clip: the error and the folder it is about."""
    replay_failed = Signal(object, object)
    """The same of the last seconds."""
    snapshot_failed = Signal(object, object)
    """The same of a snapshot."""

    def __init__(
        self,
        owner: RecordingOwner,
        tasks: FolderTasks,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._tasks = tasks
        self._clock = clock
        self._began_s = self._paused_s = 0.0
        self._paused = False
        self._longest_s = 0
        self._state = RecordingState.IDLE
        self._folder = Path()
        self._stop_once_started = False
        self._decided = Lock()
        """Never released: whoever takes it first decides whether the clip that starts begins."""
        self._beginning = Wait(Path(), 0.0)
        self._naming: defaultdict[Path, Lock] = defaultdict(Lock)
        self._snapshots = 0
        """That are being saved."""
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def state(self) -> RecordingState:
        return self._state

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def elapsed_s(self) -> float:
        """How long the clip is by now."""
        until_s = self._paused_s if self._paused else self._clock()
        return until_s - self._began_s

    def start(
        self, folder: Path, *, mirrored: bool, crop: Crop = Crop.WHOLE, crf: int = 20, stop_after_s: int = 0
    ) -> None:
        """Begin a clip in `folder`, which is made when missing; does nothing unless idle.

        Args:
            folder: of the clip.
            mirrored: flip the picture left to right.
            crop: the part of it that is kept.
            crf: quality for libx264, smaller is better.
            stop_after_s: how long the clip may become; 0: as long as it is wanted.
        """
        if self._state is not RecordingState.IDLE:
            return
        self._folder = folder
        self._stop_once_started = self._paused = False
        self._longest_s = stop_after_s
        self._decided = decided = Lock()
        self._set_state(RecordingState.STARTING)

        def begin() -> None:
            wanted = partial(decided.acquire, blocking=False)
            record = partial(self._owner.start_recording, mirrored=mirrored, crop=crop, crf=crf, wanted=wanted)
            _under_new_name(folder, ".mp4", record)

        failed = partial(self._on_start_failed, decided)
        self._beginning = self._tasks.run("start-recording", folder, begin, done=self._on_started, failed=failed)

    def give_up(self) -> None:
        """Begin no clip after all, however long its folder does not answer; does nothing unless one starts.

        One that has begun in this moment is stopped and saved.
        """
        if self._state is not RecordingState.STARTING:
            return
        if self._decided.acquire(blocking=False):
            self._tasks.end(self._beginning)
            self._set_state(RecordingState.IDLE)
        else:
            self._stop_once_started = True

    def pause(self, *, paused: bool) -> None:
        """Leave out what happens, or go on; does nothing unless a clip is being recorded."""
        if self._state is not RecordingState.RECORDING or paused == self._paused:
            return
        self._owner.pause_recording(paused=paused)
        if paused:
            self._paused_s = self._clock()
        else:
            self._began_s += self._clock() - self._paused_s
        self._paused = paused
        self.elapsed_changed.emit(self.elapsed_s)

    def save_replay(self, folder: Path) -> None:
        """Save what is remembered of the last seconds as a clip in `folder`; a recording goes on."""
        naming = self._naming[folder]

        def save() -> RecordingSummary:
            with naming:
                return _under_new_name(folder, ".mp4", self._owner.save_replay)

        failed = partial(self._on_replay_failed, folder)
        self._tasks.run("save-replay", folder, save, done=self.clip_saved.emit, failed=failed, patience_s=_FINISH_S)

    def stop(self) -> None:
        """Finish the clip, as soon as it has started, and check it; does nothing when there is none."""
        if self._state is RecordingState.STARTING:
            self._stop_once_started = True
        if self._state is not RecordingState.RECORDING:
            return
        self._timer.stop()
        self._set_state(RecordingState.SAVING)
        self._tasks.run(
            "stop-recording",
            self._folder,
            self._owner.stop_recording,
            done=self._on_saved,
            failed=self._on_failed,
            patience_s=_FINISH_S,
        )

    def snapshot(self, folder: Path, *, mirrored: bool, crop: Crop = Crop.WHOLE, photograph: str = "") -> None:
        """Save the picture that is shown as a PNG in `folder`; where it does not answer a few wait, and no more.

        Args:
            folder: of the picture.
            mirrored: flip it left to right.
            crop: the part of it that is kept.
            photograph: what it was drawn from, which names it; empty: the time does.
        """
        if self._snapshots == _MOST_SNAPSHOTS:
            waiting = f"{_MOST_SNAPSHOTS} others wait for the disk of {folder}."
            self.snapshot_failed.emit(WriteError(f"This picture was not taken: {waiting}"), folder)
            return
        self._snapshots += 1
        naming = self._naming[folder]

        def save() -> Path:
            write = self._owner.take_snapshot(mirrored=mirrored, crop=crop)

            def write_to(path: Path) -> Path:
                write(path)
                return path

            with naming:  # two that are saved at once would find the same name unused
                return _under_new_name(folder, ".png", write_to, photograph)

        failed = partial(self._on_snapshot_failed, folder)
        self._tasks.run("snapshot", folder, save, done=self._on_picture_saved, failed=failed)

    def _on_started(self, _nothing: None) -> None:
        self._began_s = self._clock()
        self._set_state(RecordingState.RECORDING)
        self.elapsed_changed.emit(0.0)
        self._timer.start()
        if self._stop_once_started:
            self.stop()

    def _on_start_failed(self, decided: Lock, error: BaseException) -> None:
        if decided is self._decided and self._state is RecordingState.STARTING:
            self._on_failed(error)
        else:  # it was given up
            log_failure(error)

    def _on_saved(self, summary: RecordingSummary) -> None:
        self._set_state(RecordingState.IDLE)
        self.clip_saved.emit(summary)

    def _on_failed(self, error: BaseException) -> None:
        self._set_state(RecordingState.IDLE)
        self.failed.emit(error, self._folder)

    def _on_replay_failed(self, folder: Path, error: BaseException) -> None:
        self.replay_failed.emit(error, folder)

    def _on_picture_saved(self, path: Path) -> None:
        self._snapshots -= 1
        self.picture_saved.emit(path)

    def _on_snapshot_failed(self, folder: Path, error: BaseException) -> None:
        self._snapshots -= 1
        self.snapshot_failed.emit(error, folder)

    def _on_timer_timeout(self) -> None:
        elapsed_s = self.elapsed_s
        self.elapsed_changed.emit(elapsed_s)
        if self._longest_s and elapsed_s >= self._longest_s:
            self.stop()

    def _set_state(self, state: RecordingState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _under_new_name(folder: Path, suffix: str, save: Callable[[Path], T], drawn_from: str = "") -> T:
    """Call it with a name that is not taken; once more where another window has taken it in between."""
    while True:
        with suppress(NameTaken):
            return save(unused_clip_path(_new_file(folder, suffix, drawn_from)))


def _new_file(folder: Path, suffix: str, drawn_from: str) -> Path:
    try:
        make_private_folder(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FolderNotWritable(f"The folder {folder} cannot be made: {reason}.", hint="Choose another one.") from error
    return unused_path(folder / f"{drawn_from}-toon{suffix}") if drawn_from else new_file(folder, suffix)
