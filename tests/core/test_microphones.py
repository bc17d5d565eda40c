"""Microphones: opened again when they were lost, measured, and steady in time though their blocks come unsteadily."""

import random
from collections.abc import Iterator
from threading import Event as Flag

import numpy as np
import pytest

from core.errors import MicrophoneError, MicrophoneLost
from core.events import MicrophoneFailed, MicrophoneStarted
from core.microphones import worker as worker_module
from core.microphones.sample_clock import SampleClock
from core.microphones.worker import MicrophoneWorker
from core.sound import SoundBlock, SoundFeed
from support.fake_microphone import FakeMicrophone, refusals
from support.fakes import Events


class Heard:
    def __init__(self) -> None:
        self.blocks: list[SoundBlock] = []
        self.came = Flag()

    def submit_sound(self, block: SoundBlock) -> None:
        self.blocks.append(block)
        self.came.set()


class Room:
    """A worker over a fake microphone."""

    def __init__(self) -> None:
        self.microphone, self.events, self.heard = FakeMicrophone(), Events(), Heard()
        feed = SoundFeed()
        feed.attach(self.heard)
        self.worker = MicrophoneWorker(self.microphone, feed.submit_sound, self.events)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(worker_module, "retry_waits_s", lambda: iter(lambda: 0.01, None))
    room = Room()
    yield room
    room.worker.request_stop()
    assert room.worker.join(5)
    assert not room.microphone.is_open


def test_what_is_heard_reaches_the_feed_and_the_meter(room: Room):
    room.worker.start()

    assert room.heard.came.wait(5)
    assert room.events.wait_for(MicrophoneStarted) == [MicrophoneStarted("Fake microphone")]
    assert room.worker.level == pytest.approx(0.5, abs=0.01)


def test_one_that_was_unplugged_is_told_once_and_opened_again(room: Room):
    room.worker.start()
    assert room.heard.came.wait(5)
    room.microphone.lost.set()
    (failed,) = room.events.wait_for(MicrophoneFailed)
    opened = room.microphone.opened
    room.events.wait_until(lambda _: room.microphone.opened > opened + 2)
    room.microphone.lost.clear()

    room.events.wait_for(MicrophoneStarted, 2)

    assert isinstance(failed, MicrophoneFailed)
    assert isinstance(failed.error, MicrophoneLost)
    assert len(room.events.of(MicrophoneFailed)) == 1


@pytest.mark.parametrize("error", refusals(), ids=lambda error: type(error).__name__)
def test_one_that_refuses_is_told_in_its_own_words(room: Room, error: MicrophoneError):
    room.microphone.open_error = error
    room.worker.start()

    (failed,) = room.events.wait_for(MicrophoneFailed)

    assert isinstance(failed, MicrophoneFailed)
    assert failed.error is error
    assert room.worker.level == 0


def test_one_that_raises_what_it_should_not_is_tried_again(room: Room):
    room.microphone.open_error = ZeroDivisionError("odd")
    room.worker.start()
    (failed,) = room.events.wait_for(MicrophoneFailed)
    room.microphone.open_error = None

    room.events.wait_for(MicrophoneStarted)

    assert isinstance(failed, MicrophoneFailed)
    assert "odd" in failed.error.message


def test_the_clock_follows_the_true_rate_and_not_the_blocks_that_come_late():
    clock, dice, count = SampleClock(48_000), random.Random(0), 480
    true_ns = 1e9 * count / (48_000 * (1 - 300e-6))
    errors_ms = []
    for number in range(6000):
        late_ns = dice.expovariate(1 / 2e6) + (60e6 if dice.random() < 0.005 else 0)
        errors_ms.append((clock.start_ns(count, round(number * true_ns + late_ns)) - number * true_ns) / 1e6)

    settled = np.array(errors_ms[1000:])
    assert settled.min() > 0
    assert settled.max() < 6
    assert np.abs(np.diff(settled)).max() < 0.15


def test_the_clock_begins_anew_after_a_gap():
    clock = SampleClock(1000)
    for number in range(50):
        clock.start_ns(10, number * 10_000_000)

    assert clock.start_ns(10, 12_000_000_000) == 12_000_000_000
    assert clock.start_ns(10, 12_010_000_000) == pytest.approx(12_010_000_000, abs=1000)
