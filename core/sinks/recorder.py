"""Recorder: a sink that encodes the composed frames, and sound, into a clip on its own thread, at capture time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.crop import Crop
from core.errors import WriteError
from core.events import EventListener
from core.frame import ComposedFrame
from core.sinks.clip_file import ClipFile
from core.sinks.disk_watch import DiskWatch
from core.sinks.encoding import ClipEncoder, ClipWorker, Film
from core.sinks.saving import SavedClip
from core.sound import SoundBlock, SoundFeed

_SYNC_S = 0.5
_STOP_S = 30.0


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


class Clip(Film, Protocol):
    """What the recorder asks of the file; `ClipFile` documents it."""

    def begin(self) -> None: ...
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
        crop: the part of them that is kept.
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
        crop: Crop = Crop.WHOLE,
        sound: SoundFeed | None = None,
        listener: EventListener = lambda _: None,
        clip: Clip | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._sound = sound
        self._clip = clip or ClipFile(path, with_sound=sound is not None)
        self._watch = DiskWatch(path, listener, clock=clock)
        self._encoder = ClipEncoder(self._clip, self._watch, path, listener, mirrored=mirrored, crop=crop)
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

    def discard(self) -> None:
        """Give up a clip that got no frame: its file is deleted. Blocks; instead of `stop`."""
        self._request_stop()
        self._encoder.join(_STOP_S)
        self._sync.join(_STOP_S)
        self._clip.discard()

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
        self._request_stop()
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

    def _request_stop(self) -> None:
        if self._sound is not None:
            self._sound.detach(self)
        self._encoder.request_stop()
        self._sync.request_stop()


class _Sync(ClipWorker):
    """Brings the clip to the disk twice a second, so that a power cut costs little and a lost folder is noticed."""

    def __init__(self, clip: Clip, watch: DiskWatch, path: Path, listener: EventListener) -> None:
        super().__init__("recorder-sync", watch, path, listener)
        self._clip = clip

    def _step(self) -> None:
        self._stopping.wait(_SYNC_S)
        with self._watch.using_disk():
            self._clip.sync()
