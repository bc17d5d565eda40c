"""Recorder: a sink that encodes the composed frames, and sound, into a clip on its own thread, at capture time."""

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
from core.sinks.timeline import Timeline
from core.sound import SoundBlock, SoundFeed
from core.worker import Worker
from core.write_errors import write_error

_QUEUE_FRAMES = 8
_QUEUE_SOUND_NS = 30_000_000_000
_SOUND_LAG_NS = 1_000_000_000
"""Sound follows the pictures; of a source that stands still it does not wait longer."""

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
    def write_sound(self, block: SoundBlock) -> None: ...
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
        sound: recorded too; None: a silent clip.
        listener: told when the disk keeps the clip waiting, and when it can no longer be written; must return at once.
        clip: the file to write; None: a `ClipFile`.
        clock: seconds, for how long the disk takes.
    """

    def __init__(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        sound: SoundFeed | None = None,
        listener: EventListener = lambda _: None,
        clip: Clip | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._sound = sound
        self._clip = clip or ClipFile(path, with_sound=sound is not None)
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
        if self._sound is not None:
            self._sound.attach(self)

    def submit(self, composed: ComposedFrame) -> None:
        """Queue a frame. Pipeline thread; never blocks; ignored after `stop` and after a failure."""
        self._encoder.put(composed)
        self._watch.look()

    def submit_sound(self, block: SoundBlock) -> None:
        """Queue sound. The microphone's thread; never blocks; ignored after `stop` and after a failure."""
        self._encoder.put_sound(block)

    @property
    def paused(self) -> bool:
        return self._encoder.timeline.paused

    def pause(self, now_ns: int) -> None:
        """Leave out what is captured from now on, by the clock of `Frame.captured_ns`. Any thread; returns at once."""
        self._encoder.timeline.pause(now_ns)

    def resume(self, now_ns: int) -> None:
        """Go on: the clip shows no gap. Any thread; returns at once."""
        self._encoder.timeline.resume(now_ns)

    def stop(self, timeout_s: float = _STOP_S) -> RecordingSummary:
        """Encode what waits, finish the file, open it and check it. Blocks.

        Raises:
            WriteError: nothing was recorded, or the file is not whole; says what was saved.
        """
        if self._sound is not None:
            self._sound.detach(self)
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
        self._sound: deque[SoundBlock] = deque()
        self._changed = Condition()
        self._newest_ns = 0
        self._last_pts = -1
        self.timeline = Timeline()
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

    def put_sound(self, block: SoundBlock) -> None:
        with self._changed:
            if self._stopping.is_set() or self.error is not None:
                return
            self._sound.append(block)
            while self._sound[0].start_ns < block.end_ns - _QUEUE_SOUND_NS:  # silence takes its place
                self._sound.popleft()

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
                    break
                composed = self._waiting.popleft()
            self._encode(composed)
        for block in self._due_sound():
            for piece in self.timeline.pieces(block):
                with self._watch.using_disk():
                    self._clip.write_sound(piece)

    def _due_sound(self) -> list[SoundBlock]:
        """What was heard up to the newest picture; of a source that stands still, up to a second ago."""
        with self._changed:
            if not self._sound or not self.frames:
                return []
            until_ns = max(self._newest_ns, self._sound[-1].end_ns - _SOUND_LAG_NS)
            due: list[SoundBlock] = []
            while self._sound and self._sound[0].start_ns < until_ns:
                due.append(self._sound.popleft())
            return due

    def _encode(self, composed: ComposedFrame) -> None:
        self.timeline.begin(composed.source.captured_ns)
        clip_ns = self.timeline.clip_ns(composed.source.captured_ns)
        if clip_ns is None:
            return
        pts = max(self._last_pts + 1, round(clip_ns * _TICKS_PER_NS))
        image = mirrored_image(composed.image, composed.layout) if self._mirrored else composed.image
        with self._watch.using_disk():
            self._clip.write(image, pts)
        self._newest_ns = composed.source.captured_ns
        self._last_pts = pts
        self.frames += 1
