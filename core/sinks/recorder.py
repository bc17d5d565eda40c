"""Recorder: a sink that encodes the composed frames into a clip on its own thread, at capture time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Protocol

from core.compositor import mirrored as mirrored_image
from core.errors import WriteError
from core.events import EventListener, SinkFailed
from core.frame import ComposedFrame, RgbImage
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.clip_file import ClipFile
from core.sinks.disk_watch import DiskWatch
from core.sinks.saving import SavedClip
from core.worker import Worker
from core.write_errors import write_error

_QUEUE_FRAMES = 8
_WAIT_S = 0.25
_SYNC_S = 0.5
_STOP_S = 30.0
_TICKS_PER_NS = CLIP_TIME_BASE.denominator / 1e9


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """A finished clip, as read back from its file.

    Attributes:
        path: of the clip.
        duration_s: from the first captured frame to the end of the last.
        frames_written: frames in the file.
        frames_dropped: composed frames the encoder had no time for.
    """

    path: Path
    duration_s: float
    frames_written: int
    frames_dropped: int


class Clip(Protocol):
    """What the recorder asks of the file; `ClipFile` documents it."""

    def begin(self) -> None: ...
    def write(self, image: RgbImage, pts: int) -> None: ...
    def flush(self) -> None: ...
    def sync(self) -> None: ...
    def finish(self) -> SavedClip: ...
    def salvage(self, error: WriteError) -> WriteError: ...
    def discard(self) -> None: ...


class Recorder:
    """Records from `start` to `stop`; used once.

    A slow encoder loses the oldest waiting frames, never the speed: times come from the capture.

    Args:
        path: of the clip, an .mp4 that does not exist yet.
        mirrored: flip the frames left to right.
        listener: told when the disk keeps the clip waiting, and when it can no longer be written; must return at once.
        clip: the file to write; None: a `ClipFile`.
        clock: seconds, for how long the disk takes.
    """

    def __init__(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        listener: EventListener = lambda _: None,
        clip: Clip | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._clip = clip or ClipFile(path)
        self._watch = DiskWatch(path, listener, clock=clock)
        self._encoder = _Encoder(self._clip, self._watch, path, listener, mirrored=mirrored)
        self._sync = _Sync(self._clip, self._watch, path, listener)

    def start(self) -> None:
        """Create the file and the threads. Blocks on the disk.

        Raises:
            WriteError: it cannot be created; nothing is left behind.
        """
        self._clip.begin()
        self._encoder.start()
        self._sync.start()

    def submit(self, composed: ComposedFrame) -> None:
        """Queue a frame. Pipeline thread; never blocks; ignored after `stop` and after a failure."""
        self._encoder.put(composed)
        self._watch.look()

    def stop(self, timeout_s: float = _STOP_S) -> RecordingSummary:
        """Encode what waits, finish the file, open it and check it. Blocks.

        Raises:
            WriteError: nothing was recorded, or the file is not whole; says what was saved.
        """
        self._encoder.request_stop()
        self._sync.request_stop()
        if not (self._encoder.join(timeout_s) and self._sync.join(timeout_s)):
            raise WriteError(
                f"{self._path.name} did not finish in {timeout_s:.0f} s: the disk does not take it.",
                hint=f"What was recorded is in {self._path}.part, which most players open.",
            )
        failure = self._encoder.failure or self._sync.failure
        if failure is not None:
            raise self._clip.salvage(failure)
        if self._encoder.frames == 0:
            self._clip.discard()
            raise WriteError("No picture arrived while recording: nothing was saved.", hint="Is the source live?")
        saved = self._clip.finish()
        return RecordingSummary(saved.path, saved.facts.duration_s, saved.facts.frames, self._encoder.dropped)


class _ClipWorker(Worker):
    """A thread of a recording; a failure of it is told at once."""

    def __init__(self, name: str, clip: Clip, watch: DiskWatch, path: Path, listener: EventListener) -> None:
        super().__init__(name)
        self._clip = clip
        self._watch = watch
        self._path = path
        self._listener = listener

    @property
    def failure(self) -> WriteError | None:
        error = self.error
        if error is None or isinstance(error, WriteError):
            return error
        return write_error(self._path, error)

    def _teardown(self) -> None:
        failure = self.failure
        if failure is not None and not self._stopping.is_set():
            self._listener(SinkFailed(failure))


class _Sync(_ClipWorker):
    """Brings the clip to the disk twice a second, so that a power cut costs little and a lost folder is noticed."""

    def __init__(self, clip: Clip, watch: DiskWatch, path: Path, listener: EventListener) -> None:
        super().__init__("recorder-sync", clip, watch, path, listener)

    def _step(self) -> None:
        self._stopping.wait(_SYNC_S)
        with self._watch.using_disk():
            self._clip.sync()


class _Encoder(_ClipWorker):
    """Encodes queued frames; on a stop first those that still wait."""

    def __init__(self, clip: Clip, watch: DiskWatch, path: Path, listener: EventListener, *, mirrored: bool) -> None:
        super().__init__("recorder", clip, watch, path, listener)
        self._mirrored = mirrored
        self._waiting: deque[ComposedFrame] = deque()
        self._changed = Condition()
        self._first_ns: int | None = None
        self._last_pts = -1
        self.frames = 0
        self.dropped = 0

    def put(self, composed: ComposedFrame) -> None:
        with self._changed:
            if self._stopping.is_set() or self.error is not None:
                return
            if len(self._waiting) == _QUEUE_FRAMES:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(composed)
            self._changed.notify()

    def request_stop(self) -> None:
        with self._changed:
            super().request_stop()
            self._changed.notify()

    def _step(self) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: self._waiting or self._stopping.is_set(), _WAIT_S)
        self._encode_waiting()
        if not came:
            with self._watch.using_disk():
                self._clip.flush()

    def _teardown(self) -> None:
        if self.error is None:
            self._encode_waiting()
        super()._teardown()

    def _encode_waiting(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    return
                composed = self._waiting.popleft()
            self._encode(composed)

    def _encode(self, composed: ComposedFrame) -> None:
        captured_ns = composed.source.captured_ns
        if self._first_ns is None:
            self._first_ns = captured_ns
        pts = max(self._last_pts + 1, round((captured_ns - self._first_ns) * _TICKS_PER_NS))
        image = mirrored_image(composed.image, composed.layout) if self._mirrored else composed.image
        with self._watch.using_disk():
            self._clip.write(image, pts)
        self._last_pts = pts
        self.frames += 1
