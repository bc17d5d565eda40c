"""Pipeline: order, drops, model switches and failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Semaphore

import numpy as np
import pytest

from core.compositor import ComposeSettings
from core.errors import GenerateFailed, WriteError
from core.events import GeneratorFailed, GeneratorRecovered, SinkFailed
from core.frame import NOTHING, ComposedFrame, Frame, Layout, RgbImage, Size
from core.mailbox import LatestSlot
from core.pipeline.pipeline import Pipeline
from support.fakes import CollectingSink, Events, FailingSink, InvertingGenerator, frame, picture


class Bench:
    def __init__(self) -> None:
        self.frames: LatestSlot[Frame] = LatestSlot()
        self.events = Events()
        self.sink = CollectingSink()
        self.pipeline = Pipeline(self.frames, self.events)
        self.pipeline.attach(self.sink)


@contextmanager
def running() -> Iterator[Bench]:
    bench = Bench()
    bench.pipeline.start()
    try:
        yield bench
    finally:
        bench.frames.close()
        bench.pipeline.request_stop()
        assert bench.pipeline.join(5)


def test_result_n_comes_with_source_n():
    with running() as bench:
        bench.pipeline.set_generator(InvertingGenerator())
        for index in range(20):
            source = frame(index)
            bench.frames.put(source)
            composed = bench.sink.wait_for(index + 1)[index]
            assert composed.source is source
            assert (composed.image == 255 - source.image).all()


def test_frames_that_come_while_the_generator_works_are_dropped_but_never_the_newest():
    generator = InvertingGenerator()
    with running() as bench:
        bench.pipeline.set_generator(generator)
        generator.proceed.clear()
        bench.frames.put(frame(0))
        assert generator.entered.wait(5)
        for index in range(1, 10):
            bench.frames.put(frame(index))
        generator.proceed.set()

        composed = bench.sink.wait_for(2)

        assert [item.source.index for item in composed] == [0, 9]
        assert bench.pipeline.dropped == 8


def test_without_a_generator_the_original_flows():
    with running() as bench:
        bench.frames.put(frame(0))

        composed = bench.sink.wait_for(1)[0]

        assert composed.generated is None
        assert (composed.image == 100).all()


@pytest.mark.parametrize("error", [GenerateFailed("NaN"), ValueError("not ours"), MemoryError()])
def test_a_generator_that_raises_is_reported_once_and_used_again(error: Exception):
    with running() as bench:
        bench.pipeline.set_generator(InvertingGenerator(failing_calls=(2, 3), error=error))
        for index in range(4):
            bench.frames.put(frame(index))
            bench.sink.wait_for(index + 1)

        assert [item.generated is None for item in bench.sink.frames] == [False, True, True, False]
        assert len(bench.events.of(GeneratorFailed)) == 1
        assert not bench.events.of(GeneratorRecovered)


def test_a_generator_has_recovered_when_it_works_for_some_time():
    with running() as bench:
        bench.pipeline.set_generator(InvertingGenerator(failing_calls=(2, 4, 6), error=GenerateFailed("NaN")))
        for index in range(30):
            bench.frames.put(frame(index))
            bench.sink.wait_for(index + 1)

        assert len(bench.events.of(GeneratorFailed)) == len(bench.events.of(GeneratorRecovered)) == 1


def test_a_toon_that_cannot_be_composed_is_a_failure_of_the_generator():
    class Empty(InvertingGenerator):
        def generate(self, image: RgbImage) -> RgbImage:
            return np.zeros((0, 0, 3), np.uint8)

    with running() as bench:
        bench.pipeline.set_generator(Empty())
        for index in range(2):
            bench.frames.put(frame(index))
            bench.sink.wait_for(index + 1)

        assert all(item.generated is None for item in bench.sink.frames)
        assert len(bench.events.of(GeneratorFailed)) == 1


def test_the_old_generator_is_closed_after_a_switch_and_the_last_at_the_end():
    first, second = InvertingGenerator(), InvertingGenerator()
    with running() as bench:
        bench.pipeline.set_generator(first)
        bench.frames.put(frame(0))
        bench.sink.wait_for(1)
        bench.pipeline.set_generator(second)
        bench.frames.put(frame(1))
        bench.sink.wait_for(2)
        bench.frames.put(frame(2))
        bench.sink.wait_for(3)
        assert first.closed
        assert not second.closed
        assert second.calls == 2
    assert second.closed


@pytest.mark.parametrize("error", [WriteError("full"), ValueError("not ours")])
def test_a_failing_sink_is_detached_and_the_others_go_on(error: Exception):
    with running() as bench:
        bench.pipeline.attach(FailingSink(error))
        for index in range(3):
            bench.frames.put(frame(index))
            bench.sink.wait_for(index + 1)

        assert len(bench.events.of(SinkFailed)) == 1


def test_the_original_layout_rests_the_generator():
    generator = InvertingGenerator()
    with running() as bench:
        bench.pipeline.set_generator(generator)
        bench.pipeline.settings = ComposeSettings(Layout.ORIGINAL)
        bench.frames.put(frame(0))
        bench.sink.wait_for(1)

        assert generator.calls == 0


def test_a_steady_picture_is_calmer_and_still_comes_with_its_source():
    noise = np.random.default_rng(0)
    pictures = [np.clip(120 + 6 * noise.standard_normal((48, 64, 3)), 0, 255).astype(np.uint8) for _ in range(12)]
    with running() as bench:
        bench.pipeline.set_generator(InvertingGenerator())
        bench.pipeline.settings = ComposeSettings(steady=True)
        sources = [frame(index, image=image, captured_ns=index * 33_000_000) for index, image in enumerate(pictures)]
        for source in sources:
            bench.frames.put(source)
            bench.sink.wait_for(source.index + 1)
        bench.pipeline.settings = ComposeSettings(Layout.ORIGINAL, steady=True)
        bench.frames.put(frame(12, image=pictures[0]))
        *composed, original = bench.sink.wait_for(13)

    assert all(item.source is source for item, source in zip(composed, sources, strict=True))
    assert (original.image == pictures[0]).all()
    last, before = (item.image.astype(int) for item in (composed[-1], composed[-2]))
    assert np.abs(last - before).mean() < 0.4 * np.abs(pictures[-1].astype(int) - pictures[-2]).mean()
    assert (last != 255 - pictures[-1].astype(int)).any()


class HoldingSink(CollectingSink):
    """Holds the compositor's thread, as composing a large image does."""

    def __init__(self) -> None:
        super().__init__()
        self.proceed = Event()
        self.entered = Event()

    def submit(self, composed: ComposedFrame) -> None:
        self.entered.set()
        assert self.proceed.wait(10)
        super().submit(composed)


def test_the_next_frame_is_drawn_while_the_one_before_is_composed():
    generator, holding = InvertingGenerator(), HoldingSink()
    with running() as bench:
        bench.pipeline.attach(holding)
        bench.pipeline.set_generator(generator)
        bench.frames.put(frame(0))
        assert holding.entered.wait(5)
        generator.entered.clear()
        bench.frames.put(frame(1))
        assert generator.entered.wait(5)
        for index in range(2, 6):  # no place is free for them until frame 0 is out
            bench.frames.put(frame(index))
        holding.proceed.set()

        composed = bench.sink.wait_for(3)

        assert [item.source.index for item in composed] == [0, 1, 5]
        assert bench.pipeline.dropped == 3


def test_a_slow_generator_shows_the_newest_frame_of_each_time():
    generator = InvertingGenerator()
    with running() as bench:
        bench.pipeline.set_generator(generator)
        generator.proceed.clear()
        bench.frames.put(frame(0))
        for newest in range(4, 44, 4):  # 120 ms a toon, 33 ms a frame
            assert generator.entered.wait(5)
            generator.entered.clear()
            for index in range(newest - 3, newest + 1):
                bench.frames.put(frame(index))
            generator.let_one_through()
        generator.proceed.set()

        composed = bench.sink.wait_for(11)

        assert [item.source.index for item in composed] == list(range(0, 44, 4))
        assert bench.pipeline.dropped == 30


def test_the_stations_of_a_frame_follow_each_other():
    with running() as bench:
        bench.pipeline.set_generator(InvertingGenerator())
        bench.frames.put(frame(0))

        composed = bench.sink.wait_for(1)[0]

    line = composed.timeline
    stations = [composed.source.captured_ns, line.taken_ns, line.generated_ns, line.composing_ns, line.composed_ns]
    assert stations == sorted(stations)
    assert composed.generated is not None
    assert composed.generated.elapsed_ms == (line.generated_ns - line.taken_ns) / 1e6


def test_a_switch_of_generators_between_drawing_and_composing_blames_the_one_that_failed():
    class Failing(InvertingGenerator):
        model_id = "failing"

    holding = HoldingSink()
    with running() as bench:
        bench.pipeline.set_generator(Failing(failing_calls=range(1, 100)))
        bench.pipeline.attach(holding)
        bench.frames.put(frame(0))
        assert holding.entered.wait(5)
        bench.frames.put(frame(1))
        bench.pipeline.set_generator(InvertingGenerator())
        holding.proceed.set()
        bench.sink.wait_for(2)
        bench.frames.put(frame(2))
        bench.sink.wait_for(3)

        (failed,) = bench.events.of(GeneratorFailed)
        assert isinstance(failed, GeneratorFailed)
        assert failed.model_id == "failing"
        assert bench.sink.frames[2].generated is not None


def test_while_nobody_looks_the_generator_rests_and_nothing_is_a_drop():
    generator = InvertingGenerator()
    looks, asked = [NOTHING], Semaphore(0)

    def demand() -> Size:
        asked.release()
        return looks[0]

    with running() as bench:
        bench.pipeline.detach(bench.sink)
        bench.pipeline.attach(bench.sink, demand)
        bench.pipeline.set_generator(generator)
        for index in range(5):
            bench.frames.put(frame(index))
            assert asked.acquire(timeout=5)
        looks[0] = (64, 48)
        bench.frames.put(frame(5))
        composed = bench.sink.wait_for(1)

        assert [item.source.index for item in composed] == [5]
        assert generator.calls == 1
        assert bench.pipeline.dropped == 0


@pytest.mark.parametrize(
    ("box", "size"), [((640, 360), (640, 360)), ((100, 360), (100, 56)), ((4000, 4000), (1280, 720))]
)
def test_a_picture_is_as_large_as_the_view_can_use_it(box: tuple[int, int], size: tuple[int, int]):
    with running() as bench:
        bench.pipeline.detach(bench.sink)
        bench.pipeline.attach(bench.sink, lambda: box)
        bench.pipeline.set_generator(InvertingGenerator())
        bench.pipeline.settings = ComposeSettings(Layout.SIDE_BY_SIDE)
        bench.frames.put(frame(0, image=picture(1280, 720)))
        composed = bench.sink.wait_for(1)[0]
        whole = bench.pipeline.latest_whole()

    width, height = size
    assert composed.toon.rgb.value.shape == composed.original.rgb.value.shape == (height, width, 3)
    assert composed.image.shape == (height, 2 * width, 3)
    assert whole is not None
    assert whole.source is composed.source
    assert whole.image.shape == (720, 2560, 3), "a snapshot is whole"


def test_a_small_view_has_a_picture_of_its_own_while_somebody_records_a_whole_one():
    generator = InvertingGenerator()
    with running() as bench:
        view = CollectingSink()
        bench.pipeline.attach(view, lambda: (640, 360))
        bench.pipeline.set_generator(generator)
        for index in range(3):
            bench.frames.put(frame(index, image=picture(1280, 720)))
            bench.sink.wait_for(index + 1)

    assert [item.image.shape for item in bench.sink.frames] == [(720, 1280, 3)] * 3
    assert [item.image.shape for item in view.frames] == [(360, 640, 3)] * 3
    assert all(seen.generated is whole.generated for seen, whole in zip(view.frames, bench.sink.frames, strict=True))
    assert generator.calls == 3
    assert (view.frames[0].image == 155).all()


def test_a_view_of_almost_the_frame_s_size_shares_its_picture():
    with running() as bench:
        view, unread = CollectingSink(), CollectingSink()
        bench.pipeline.attach(view, lambda: (1120, 630))
        bench.pipeline.attach(unread, lambda: NOTHING)
        bench.frames.put(frame(0, image=picture(1280, 720)))
        shared = [sink.wait_for(1)[0] for sink in (bench.sink, view, unread)]

    assert shared[0] is shared[1] is shared[2]
    assert shared[0].image.shape == (720, 1280, 3)


def test_a_generator_that_fails_is_told_once_however_many_sizes_are_composed():
    with running() as bench:
        bench.pipeline.attach(CollectingSink(), lambda: (64, 36))
        bench.pipeline.set_generator(InvertingGenerator(failing_calls=(1,)))
        for index in range(12):
            bench.frames.put(frame(index, image=picture(1280, 720)))
            bench.sink.wait_for(index + 1)

        assert len(bench.events.of(GeneratorFailed)) == len(bench.events.of(GeneratorRecovered)) == 1
        assert [item.generated is None for item in bench.sink.frames][:2] == [True, False]
