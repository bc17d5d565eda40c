"""Recorder: a sink that encodes the composed frames into a clip on its own thread, at capture time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Protocol

from core.compositor import mirrored as mirrored_image
from core.errors import WriteError
from core.frame import ComposedFrame, RgbImage
from core.media.clip_check import ClipFacts
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.clip_file import ClipFile
from core.worker import Worker
from core.write_errors import write_error

_QUEUE_FRAMES = 8
_WAIT_S = 0.25
_STOP_S = 30.0
_TICKS_PER_NS = CLIP_TIME_BASE.denominator / 1e9


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """A finished clip, as read back from its file.

    Attributes:
        path: of the clip.
        duration_s: from the first captured frame to the end of the last.
        frames_written: pictures in the file.
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
    def finish(self) -> ClipFacts: ...
    def salvage(self, error: WriteError) -> WriteError: ...
    def discard(self) -> None: ...


class Recorder:
    """Records from `start` to `stop`; used once.

    A slow encoder loses the oldest waiting frames, never the speed: times come from the capture.

    Args:
        path: of the clip, an .mp4 that does not exist yet.
        mirrored: flip the pictures left to right.
        clip: the file to write; None: a `ClipFile`.
    """

    def __init__(self, path: Path, *, mirrored: bool = False, clip: Clip | None = None) -> None:
        self._path = path
        self._clip = clip or ClipFile(path)
        self._encoder = _Encoder(self._clip, mirrored=mirrored)

    def start(self) -> None:
        """Create the file and the thread. Blocks on the disk.

        Raises:
            WriteError: it cannot be created; nothing is left behind.
        """
        self._clip.begin()
        self._encoder.start()

    def submit(self, composed: ComposedFrame) -> None:
        """Queue a frame. Pipeline thread; never blocks; ignored after `stop`.

        Raises:
            WriteError: an earlier frame could not be written.
        """
        failure = self._encoder.failure
        if failure is not None:
            raise failure
        self._encoder.put(composed)

    def stop(self, timeout_s: float = _STOP_S) -> RecordingSummary:
        """Encode what waits, finish the file, open it and check it. Blocks.

        Raises:
            WriteError: nothing was recorded, or the file is not whole; says what was saved.
        """
        self._encoder.request_stop()
        if not self._encoder.join(timeout_s):
            raise WriteError(
                f"The encoder did not finish {self._path.name} in {timeout_s:.0f} s.",
                hint=f"What was recorded is in {self._path}.part, which most players open.",
            )
        if self._encoder.failure is not None:
            raise self._clip.salvage(self._encoder.failure)
        if self._encoder.frames == 0:
            self._clip.discard()
            raise WriteError("No picture arrived while recording: nothing was saved.", hint="Is the source live?")
        facts = self._clip.finish()
        return RecordingSummary(self._path, facts.duration_s, facts.frames, self._encoder.dropped)


class _Encoder(Worker):
    """Encodes queued frames; on a stop first those that still wait."""

    def __init__(self, clip: Clip, *, mirrored: bool) -> None:
        super().__init__("recorder")
        self._clip = clip
        self._mirrored = mirrored
        self._waiting: deque[ComposedFrame] = deque()
        self._changed = Condition()
        self._first_ns: int | None = None
        self._last_pts = -1
        self.frames = 0
        self.dropped = 0

    @property
    def failure(self) -> WriteError | None:
        error = self.error
        if error is None or isinstance(error, WriteError):
            return error
        return write_error(Path("the clip"), error)

    def put(self, composed: ComposedFrame) -> None:
        with self._changed:
            if self._stopping.is_set():
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
            self._changed.wait_for(lambda: self._waiting or self._stopping.is_set(), _WAIT_S)
        self._encode_waiting()

    def _teardown(self) -> None:
        if self.error is None:
            self._encode_waiting()

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
        self._clip.write(image, pts)
        self._last_pts = pts
        self.frames += 1
