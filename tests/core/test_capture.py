"""CaptureWorker: reconnecting, failing, and stopping whatever the source does."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.errors import SourceDisconnected
from core.events import SourceFailed, SourceLost, SourceStarted
from core.frame import Frame
from core.mailbox import LatestSlot
from core.sources.base import FrameSource
from core.sources.capture import CaptureWorker, retry_waits_s
from core.worker import WorkerState
from support.fakes import Events, ScriptedSource


class HastyWorker(CaptureWorker):
    first_retry_s = 0.01
    join_s = 0.2


@contextmanager
def capturing(
    source: FrameSource, after: CaptureWorker | None = None, source_number: int = 0
) -> Iterator[tuple[CaptureWorker, Events]]:
    events = Events()
    frames: LatestSlot[Frame] = LatestSlot()
    worker = HastyWorker(
        source, frames, indices=itertools.count(), listener=events, after=after, source_number=source_number
    )
    worker.frames = frames
    worker.start()
    try:
        yield worker, events
    finally:
        assert worker.shut_down()


def test_frames_are_numbered_read_only_and_timed():
    with capturing(ScriptedSource()) as (worker, events):
        started = events.wait_for(SourceStarted)[0]
        first = worker.frames.wait_newer(0, 5)
        second = worker.frames.wait_newer(first[0], 5)

    assert (started.width, started.height) == (64, 48)
    assert second[1].index > first[1].index
    assert second[1].captured_ns > first[1].captured_ns
    assert not first[1].image.flags.writeable


@pytest.mark.parametrize("error", [SourceDisconnected("unplugged"), ValueError("unplugged, says the driver")])
def test_a_lost_camera_is_opened_again(error: Exception):
    source = ScriptedSource(frames_until_lost=3, error=error)
    with capturing(source) as (_, events):
        events.wait_for(SourceStarted, count=2)

    lost = events.of(SourceLost)
    assert len(lost) == 1
    assert "unplugged" in lost[0].error.message
    assert source.opened == 2
    assert not source.is_open


def test_waits_double_until_the_longest():
    assert list(itertools.islice(retry_waits_s(0.5, 4), 6)) == [0.5, 1, 2, 4, 4, 4]


def test_frames_and_events_carry_the_number_of_their_source():
    with capturing(ScriptedSource(frames_until_lost=3), source_number=7) as (worker, events):
        assert worker.frames.wait_newer(0, 5)[1].source_number == 7
        assert events.wait_for(SourceLost)[0].source_number == 7


def test_a_source_that_does_not_open_fails_and_is_released():
    source = ScriptedSource(opens_that_fail=1)
    with capturing(source) as (worker, events):
        events.wait_for(SourceFailed)
        assert worker.join(5)

    assert source.opened == 1
    assert worker.state is WorkerState.STOPPED


def test_a_file_that_is_lost_is_not_opened_again():
    source = ScriptedSource(reconnects=False, frames_until_lost=2)
    with capturing(source) as (_, events):
        events.wait_for(SourceFailed)

    assert source.opened == 1


def test_a_read_that_hangs_is_freed_by_closing_the_source():
    source = ScriptedSource(hangs_after=1)
    with capturing(source) as (worker, events):
        events.wait_for(SourceStarted)
        assert worker.frames.wait_newer(0, 5)

    assert worker.state is WorkerState.STOPPED


def test_the_next_source_opens_only_after_the_previous_one_is_released():
    first = ScriptedSource(hangs_after=1)
    with capturing(first) as (worker, events):
        events.wait_for(SourceStarted)
        with capturing(ScriptedSource(), after=worker) as (_, next_events):
            next_events.wait_for(SourceStarted)
            assert not first.is_open
