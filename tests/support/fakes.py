"""Hostile and friendly stand-ins for cameras, generators, sinks and clips."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Event, Semaphore
from typing import Any, TypeVar

import numpy as np

from core.errors import GenerateFailed, SourceBusy, SourceDisconnected, WriteError
from core.frame import ComposedFrame, Frame, RgbImage, published
from core.generators.base import Precision
from core.i420 import I420
from core.media.clip_check import ClipFacts
from core.sinks.saving import SavedClip
from core.sound import SoundBlock
from core.sources.base import SourceFormat

T = TypeVar("T")


def picture(width: int = 64, height: int = 48, value: int = 100) -> RgbImage:
    return np.full((height, width, 3), value, np.uint8)


def frame(index: int = 0, *, image: RgbImage | None = None, captured_ns: int | None = None) -> Frame:
    now = time.perf_counter_ns() if captured_ns is None else captured_ns
    return Frame(published(picture() if image is None else image), index, now)


class Events:
    """An event listener that can be waited on."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self._changed = Condition()

    def __call__(self, event: object) -> None:
        with self._changed:
            self.seen.append(event)
            self._changed.notify_all()

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.seen if isinstance(event, kind)]

    def wait_for(self, kind: type[T], count: int = 1, timeout_s: float = 10.0) -> list[T]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(kind)) >= count, timeout_s), self.seen
        return self.of(kind)

    def wait_until(self, condition: Callable[[list[Any]], bool], timeout_s: float = 10.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.seen), timeout_s), self.seen


class CollectingSink:
    """Keeps every composed frame and can be waited on."""

    def __init__(self) -> None:
        self.frames: list[ComposedFrame] = []
        self._changed = Condition()

    def submit(self, composed: ComposedFrame) -> None:
        with self._changed:
            self.frames.append(composed)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[list[ComposedFrame]], bool], timeout_s: float = 10.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.frames), timeout_s), len(self.frames)

    def wait_for(self, count: int) -> list[ComposedFrame]:
        self.wait_until(lambda frames: len(frames) >= count)
        return self.frames


class FailingSink:
    """Refuses every frame."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error or WriteError("The sink is full.")

    def submit(self, composed: ComposedFrame) -> None:
        raise self._error


class InvertingGenerator:
    """Inverts the colours; can be held, and raises on the calls it is told to."""

    model_id = "inverter"
    title = "Inverter"
    provider = "none"
    precision: Precision = "fp32"

    def __init__(self, *, failing_calls: Sequence[int] = (), error: Exception | None = None) -> None:
        self.closed = False
        self.calls = 0
        self.proceed = Event()
        self.proceed.set()
        self.entered = Event()
        self._one = Semaphore(0)
        self._failing_calls = failing_calls
        self._error = error or GenerateFailed("The network met a NaN.")

    def generate(self, image: RgbImage) -> RgbImage:
        self.calls += 1
        self.entered.set()
        self._wait_to_proceed()
        if self.calls in self._failing_calls:
            raise self._error
        return 255 - image

    def close(self) -> None:
        self.closed = True

    def let_one_through(self) -> None:
        """A call that is held, or the next one, proceeds."""
        self._one.release()

    def _wait_to_proceed(self) -> None:
        deadline_s = time.monotonic() + 10
        while not self.proceed.is_set() and not self._one.acquire(timeout=0.01):
            assert time.monotonic() < deadline_s


class ScriptedSource:
    """Delivers small pictures; can refuse to open, be lost after some frames, or hang in a read."""

    name = "Scripted camera"

    def __init__(
        self,
        *,
        reconnects: bool = True,
        opens_that_fail: int = 0,
        frames_until_lost: int | None = None,
        hangs_after: int | None = None,
        error: Exception | None = None,
    ) -> None:
        self.reconnects = reconnects
        self.opened = 0
        self.is_open = False
        self.reading = Event()
        self._opens_that_fail = opens_that_fail
        self._frames_until_lost = frames_until_lost
        self._hangs_after = hangs_after
        self._error = error or SourceDisconnected("The camera was unplugged.")
        self._read = 0
        self._freed = Event()

    def open(self) -> SourceFormat:
        self.opened += 1
        if self._opens_that_fail:
            self._opens_that_fail -= 1
            raise SourceBusy("The camera is busy.")
        self.is_open = True
        self._freed.clear()
        self._read = 0
        return SourceFormat(64, 48, 100.0)

    def read(self) -> RgbImage:
        self._read += 1
        if self._frames_until_lost is not None and self._read > self._frames_until_lost:
            self._frames_until_lost = None
            raise self._error
        hangs = self._hangs_after is not None and self._read > self._hangs_after
        self.reading.set()
        if self._freed.wait(60 if hangs else 0.002):
            raise SourceDisconnected("The camera is closed.")
        return picture(value=self._read % 256)

    def close(self) -> None:
        self.is_open = False
        self._freed.set()


class BlockingClip:
    """A clip whose encoder can be held, and that fails on the picture it is told to."""

    def __init__(self, *, failing_write: int | None = None, error: BaseException | None = None) -> None:
        self.written: list[int] = []
        self.sound: list[SoundBlock] = []
        self.proceed = Event()
        self.proceed.set()
        self.entered = Event()
        self.salvaged = self.discarded = False
        self._failing_write = failing_write
        self._error = error

    def begin(self) -> None: ...

    def write(self, picture: I420, pts: int) -> None:
        self.entered.set()
        assert self.proceed.wait(30)
        if len(self.written) == self._failing_write and self._error is not None:
            raise self._error
        self.written.append(pts)

    def write_sound(self, block: SoundBlock) -> None:
        self.sound.append(block)

    def flush(self) -> None: ...

    def sync(self) -> None: ...

    def finish(self) -> SavedClip:
        facts = ClipFacts(len(self.written), self.written[-1] / 90_000, checksum=0)
        return SavedClip(Path("clip.mp4"), facts, damaged=0)

    def salvage(self, error: WriteError) -> WriteError:
        self.salvaged = True
        return error

    def discard(self) -> None:
        self.discarded = True
