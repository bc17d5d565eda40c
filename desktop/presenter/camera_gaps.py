"""CameraGaps: what is said of a camera that was away while a clip was recorded: the clip goes on without it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.source_switch import SourceState, SourceStatus, SourceSwitch
from desktop.presenter.notices import Notices
from desktop.system.words import tr
from desktop.window.video_view import VideoView, ViewMessage

_LEAST_S = 0.5


class CameraGaps(QObject):
    """Counts the seconds without the camera, and says them when the clip is saved. GUI thread.

    Args:
        sources: tell when the camera is lost and back.
        recording: tells when a clip begins and is saved.
        notices: say it.
        view: shows that the clip goes on.
        clock: seconds.
    """

    def __init__(
        self,
        sources: SourceSwitch,
        recording: ClipRecording,
        notices: Notices,
        view: VideoView,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(view)
        self._sources, self._recording, self._notices, self._view = sources, recording, notices, view
        self._clock = clock
        self._lost_at_s: float | None = None
        self._away_s = 0.0
        sources.status_changed.connect(self._on_status_changed)
        recording.state_changed.connect(self._on_recording_changed)
        recording.clip_saved.connect(self._on_clip_saved)

    def _on_status_changed(self, status: SourceStatus) -> None:
        if self._recording.state is not RecordingState.RECORDING:
            return
        if status.state is SourceState.LOST:
            self._lost_at_s = self._lost_at_s or self._clock()
            self._say_that_it_goes_on(status)
        else:
            self._end_gap()

    def _on_recording_changed(self, state: RecordingState) -> None:
        if state is RecordingState.RECORDING:
            self._away_s = 0.0
            is_lost = self._sources.status.state is SourceState.LOST
            self._lost_at_s = self._clock() if is_lost else None
        elif state is RecordingState.SAVING:
            self._lost_at_s = None  # the clip ends with the last picture there was

    def _on_clip_saved(self) -> None:
        away_s, self._away_s = self._away_s, 0.0
        if away_s >= _LEAST_S:
            self._notices.camera_was_away(away_s)

    def _end_gap(self) -> None:
        if self._lost_at_s is not None:
            self._away_s += self._clock() - self._lost_at_s
            self._lost_at_s = None

    def _say_that_it_goes_on(self, status: SourceStatus) -> None:
        title = status.choice.title if status.choice is not None else ""
        gone = tr("“{source}” is gone. The clip goes on with its last picture.", source=title)
        self._view.set_message(ViewMessage(tr("Reconnecting…"), gone, busy=True))
