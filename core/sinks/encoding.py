"""ClipEncoder: the thread that encodes frames and sound for a recording or a replay, at the time of their capture."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from threading import Condition
from typing import Protocol

from core.compositor import cropped_i420, mirrored_i420
from core.crop import Crop
from core.errors import WriteError
from core.events import EventListener, SinkFailed
from core.frame import ComposedFrame
from core.i420 import I420
from core.media.h264 import CLIP_TIME_BASE
from core.priority import be_gentle
from core.sinks.disk_watch import DiskWatch
from core.sinks.timeline import Timeline
from core.sound import SoundBlock
from core.worker import Worker
from core.write_errors import write_error

_QUEUE_FRAMES = 8
_QUEUE_SOUND_NS = 30_000_000_000
_SOUND_LAG_NS = 1_000_000_000
"""Sound follows the pictures; of a source that stands still it does not wait longer."""

_WAIT_S = 0.25
_TICKS_PER_NS = CLIP_TIME_BASE.denominator / 1e9


class Film(Protocol):
    """Takes pictures and sound in the clip's time."""

    def write(self, picture: I420, pts: int) -> None: ...
    def write_sound(self, block: SoundBlock) -> None: ...
    def flush(self) -> None: ...


class ClipWorker(Worker):
    """A thread of a recording; a failure of it is told at once."""

    def __init__(self, name: str, watch: DiskWatch, path: Path, listener: EventListener) -> None:
        super().__init__(name)
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


class ClipEncoder(ClipWorker):
    """Encodes queued frames; on a stop first those that still wait.

    When it is too slow the oldest waiting frames are lost, never the speed: times come from the capture.

    Args:
        film: where they go.
        watch: told when the film uses the disk.
        path: of the clip, for what is told about it.
        listener: told when nothing can be written any more.
        mirrored: flip the frames left to right.
        crop: the part of them that is kept.

    Attributes:
        timeline: of the clip.
        frames: encoded so far.
        dropped: frames there was no time for.
    """

    def __init__(
        self, film: Film, watch: DiskWatch, path: Path, listener: EventListener, *, mirrored: bool, crop: Crop
    ) -> None:
        super().__init__("recorder", watch, path, listener)
        self._film = film
        self._mirrored, self._crop = mirrored, crop
        self._waiting: deque[ComposedFrame] = deque()
        self._sound: deque[SoundBlock] = deque()
        self._changed = Condition()
        self._newest_ns = 0
        self._last_pts = -1
        self.timeline = Timeline()
        self.frames = 0
        self.dropped = 0

    def put(self, composed: ComposedFrame) -> None:
        """Queue a frame. Any thread; never blocks; ignored after a stop and after a failure."""
        with self._changed:
            if self._stopping.is_set() or self.error is not None:
                return
            if len(self._waiting) == _QUEUE_FRAMES:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(composed)
            self._changed.notify()

    def put_sound(self, block: SoundBlock) -> None:
        """Queue sound, half a minute at most. Any thread; never blocks; ignored after a stop and after a failure."""
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

    def _setup(self) -> None:
        be_gentle()  # else it takes a core from the network, whose other threads wait meanwhile

    def _step(self) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: self._waiting or self._stopping.is_set(), _WAIT_S)
        self._encode_waiting()
        if not came:
            with self._watch.using_disk():
                self._film.flush()

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
                    self._film.write_sound(piece)

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
        picture = mirrored_i420(composed.i420, composed.layout) if self._mirrored else composed.i420
        with self._watch.using_disk():
            self._film.write(cropped_i420(picture, self._crop), pts)
        self._newest_ns = composed.source.captured_ns
        self._last_pts = pts
        self.frames += 1
