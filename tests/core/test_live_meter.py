"""LiveMeter counts what was shown and what was not; the stages of a frame add up to its latency."""

import time
from dataclasses import replace

import pytest

from core.benchmark.live import LivePlan, run_live
from core.benchmark.meter import LiveMeter
from core.compositor import ComposeSettings, compose
from core.errors import GenerateFailed
from core.frame import ComposedFrame, Frame, Generated, Timeline, published
from core.sources.synthetic import SyntheticSource
from support.fakes import InvertingGenerator, picture

MS = 1_000_000


def shown(index: int) -> ComposedFrame:
    """Captured 100 ms ago; 10, 20, 30 and 40 ms at the first four stations."""
    captured_ns = time.perf_counter_ns() - 100 * MS
    line = Timeline(*(captured_ns + gone_ms * MS for gone_ms in (10, 30, 60, 100)))
    frame = Frame(published(picture()), index, captured_ns)
    composed = compose(frame, Generated(frame.image, "fake", 20.0), ComposeSettings())
    return replace(composed, timeline=line)


def test_the_stages_of_a_frame_add_up_to_its_latency_and_gaps_are_drops() -> None:
    meter = LiveMeter("to the paint")
    meter.seen(shown(0))  # before the begin
    meter.begin()
    for index in (3, 4, 8):
        meter.seen(shown(index))
    report = meter.end()
    meter.seen(shown(20))  # after the end

    stages = dict(report.stages_ms)
    assert report.dropped == 3
    assert [round(stages[name]) for name in list(stages)[:4]] == [10, 20, 30, 40]
    assert 100 <= sum(stages.values()) <= report.latency_ms[1] + 0.001
    assert report.generator_ms == (20.0, 20.0)
    assert report.working_sizes == ((64, 48),)
    assert sum(share for _, share in report.threads) == pytest.approx(report.cores, abs=0.05)


def test_nothing_shown_is_no_figure_but_no_error() -> None:
    meter = LiveMeter("to the paint")
    meter.begin()

    report = meter.end()

    assert (report.fps, report.dropped, report.latency_ms, report.working_sizes) == (0.0, 0, (0.0, 0.0), ())


@pytest.mark.parametrize("record", [False, True])
def test_the_whole_engine_is_measured_with_and_without_a_clip(record: bool) -> None:
    report, clip = run_live(
        SyntheticSource(64, 48, 100),
        InvertingGenerator(),
        LivePlan(warm_up_s=0.0, seconds=0.4, record=record),
        cancelled=lambda: False,
    )

    assert 0 < report.fps <= 110
    assert report.working_sizes == ((64, 48),)
    assert (clip is not None and clip.frames_written > 0) is record


def test_a_generator_that_fails_is_told() -> None:
    with pytest.raises(GenerateFailed):
        run_live(
            SyntheticSource(64, 48, 100),
            InvertingGenerator(failing_calls=range(2, 1000)),
            LivePlan(warm_up_s=0.0, seconds=5.0),
            cancelled=lambda: False,
        )
