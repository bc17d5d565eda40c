"""What holds for every frame on its way from a source to the view and the clip, read from its pixels."""

from __future__ import annotations

import weakref
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Lock
from typing import Any

import av
import numpy as np
import pytest

from core.errors import SourceDisconnected
from core.events import RecordingStalled
from core.frame import ComposedFrame, RgbImage
from core.session import Session
from core.sinks.recorder import Recorder
from core.sources.base import SourceFormat
from support.fakes import BlockingClip, CollectingSink, Events, InvertingGenerator
from support.numbered import numbered_image, read_number

WIDTH, HEIGHT = 64, 48
MS = 1_000_000
ALL_BITS = 0xFFFF


class Clock:
    """Stands still until it is set forward."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._now_ns = 5_000 * MS

    def __call__(self) -> int:
        with self._lock:
            return self._now_ns

    def advance(self, milliseconds: float) -> None:
        with self._lock:
            self._now_ns += round(milliseconds * MS)


class NumberedSource:
    """Delivers an image with the next number whenever it is asked to; knows when each was in front of the camera."""

    name = "Numbered"
    reconnects = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wanted: SimpleQueue[bool] = SimpleQueue()
        self._asked = Condition()
        self._times_asked = 0
        self.seen_ns: list[int] = []

    def show(self, count: int = 1) -> None:
        for _ in range(count):
            self._wanted.put(True)

    def open(self) -> SourceFormat:
        return SourceFormat(WIDTH, HEIGHT, 0)

    def wait_until_taken(self, count: int) -> None:
        """So many images were handed on: the next one is asked for."""
        with self._asked:
            assert self._asked.wait_for(lambda: self._times_asked > count, 10)

    def read(self) -> RgbImage:
        with self._asked:
            self._times_asked += 1
            self._asked.notify_all()
        if not self._wanted.get():
            raise SourceDisconnected("Closed.")
        self.seen_ns.append(self._clock())
        return numbered_image(len(self.seen_ns) - 1, WIDTH, HEIGHT)

    def close(self) -> None:
        self._wanted.put(False)


class SlowGenerator(InvertingGenerator):
    """Takes a set time on the clock."""

    def __init__(self, clock: Clock, milliseconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._milliseconds = milliseconds

    def generate(self, image: RgbImage) -> RgbImage:
        toon = super().generate(image)
        self._clock.advance(self._milliseconds)
        return toon


class TimedSink(CollectingSink):
    """How old what is in the pixels is, when they arrive."""

    def __init__(self, clock: Clock, source: NumberedSource) -> None:
        super().__init__()
        self._clock = clock
        self._source = source
        self.latencies_ms: list[float] = []

    def submit(self, composed: ComposedFrame) -> None:
        seen_ns = self._source.seen_ns[number_of(composed)]
        self.latencies_ms.append((self._clock() - seen_ns) / MS)
        super().submit(composed)


def number_of(composed: ComposedFrame) -> int:
    """Of what is shown; a toon has the colours of its frame inverted."""
    number = read_number(composed.image[..., 0])
    return number if composed.generated is None else number ^ ALL_BITS


class Engine:
    def __init__(self, **options: Any) -> None:
        self.clock = Clock()
        self.source = NumberedSource(self.clock)
        self.view = TimedSink(self.clock, self.source)
        self.events = Events()
        self.session = Session(self.view, self.events, clock_ns=self.clock, **options)
        self.session.set_source(self.source)

    def close(self) -> None:
        self.source.close()
        self.session.close()

    def show_one_by_one(self, count: int) -> None:
        for _ in range(count):
            self.source.show()
            self.view.wait_for(len(self.view.frames) + 1)


@pytest.fixture
def engine():
    engine = Engine()
    yield engine
    engine.close()


def test_the_view_gets_every_frame_in_order_with_its_own_toon(engine: Engine):
    engine.session.set_generator(InvertingGenerator())
    engine.show_one_by_one(50)

    shown = engine.view.frames
    assert [number_of(item) for item in shown] == list(range(50))
    assert [read_number(item.source.image[..., 0]) for item in shown] == list(range(50))
    assert all(item.generated is not None for item in shown)
    assert engine.session.stats.dropped == 0


def test_of_a_burst_the_newest_is_shown_next_and_the_drops_are_exact(engine: Engine):
    generator = InvertingGenerator()
    engine.session.set_generator(generator)
    engine.show_one_by_one(1)
    generator.proceed.clear()
    generator.entered.clear()
    engine.source.show()
    assert generator.entered.wait(10)
    engine.source.show(21)
    engine.source.wait_until_taken(23)
    generator.proceed.set()

    engine.view.wait_until(lambda frames: number_of(frames[-1]) == 22)
    numbers = [number_of(item) for item in engine.view.frames]
    assert numbers[:2] == [0, 1]
    assert numbers == sorted(set(numbers))
    assert engine.session.stats.dropped == 23 - len(numbers)


@pytest.mark.parametrize("milliseconds", [0, 3, 37, 400])
def test_the_reported_latency_is_that_of_the_pixels(engine: Engine, milliseconds: float):
    engine.session.set_generator(SlowGenerator(engine.clock, milliseconds))
    engine.show_one_by_one(20)

    measured_ms = float(np.median(engine.view.latencies_ms))
    assert measured_ms == pytest.approx(milliseconds, abs=1e-6)
    engine.show_one_by_one(1)  # the last one's latency is noted after it was shown
    assert engine.session.stats.latency_ms == pytest.approx(measured_ms, abs=5)


def test_a_clip_holds_what_was_shown_in_its_order_and_time(engine: Engine, tmp_path: Path):
    engine.session.set_generator(SlowGenerator(engine.clock, 20))
    engine.show_one_by_one(1)
    engine.session.start_recording(tmp_path / "clip.mp4")
    engine.show_one_by_one(7)
    engine.session.stop_recording()

    with av.open(str(tmp_path / "clip.mp4")) as clip:
        frames = list(clip.decode(video=0))
    numbers = [read_number(frame.to_ndarray(format="gray")) ^ ALL_BITS for frame in frames]
    assert numbers == list(range(1, 8))
    assert [frame.time for frame in frames] == pytest.approx([0.02 * place for place in range(7)], abs=0.001)


def test_behind_a_disk_that_blocks_the_view_goes_on_and_memory_stays_bounded(tmp_path: Path):
    clip = BlockingClip()
    clip.proceed.clear()
    now_s = [0.0]

    def recorder(path: Path, **options: Any) -> Recorder:
        return Recorder(path, **options | {"clip": clip, "clock": lambda: now_s[0]})

    engine = Engine(new_recorder=recorder)
    alive: list[weakref.ref[RgbImage]] = []
    engine.show_one_by_one(1)
    engine.session.start_recording(tmp_path / "clip.mp4")
    engine.show_one_by_one(1)
    assert clip.entered.wait(10)
    now_s[0] = 2.0
    for _ in range(300):
        engine.show_one_by_one(1)
        alive.append(weakref.ref(engine.view.frames[-1].image))
        engine.view.frames[-1] = engine.view.frames[0]

    assert engine.events.of(RecordingStalled)
    assert sum(image() is not None for image in alive) <= 12
    clip.proceed.set()
    summary = engine.session.stop_recording()
    assert summary.frames_written + summary.frames_dropped == 301
    engine.close()
