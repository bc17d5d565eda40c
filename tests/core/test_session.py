"""Session: the whole engine with real threads: switching, recording, and an ordered end."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest

from core.compositor import ComposeSettings
from core.errors import InputError, WriteError
from core.events import GeneratorFailed, SinkFailed, SourceFailed, SourceLost, SourceStarted
from core.frame import NOTHING, Layout, Size
from core.session import Session
from core.sinks.recorder import Recorder
from core.sources.synthetic import SyntheticSource
from support.fakes import CollectingSink, Events, InvertingGenerator, ScriptedSource

_ENGINE = {"capture", "generator", "compositor", "recorder"}


class Live:
    def __init__(self) -> None:
        self.view, self.events = CollectingSink(), Events()
        self.session = Session(self.view, self.events)

    def wait_for_more(self, count: int = 5) -> None:
        """Wait for frames that were not composed yet when it was called."""
        self.view.wait_for(len(self.view.frames) + count)


@pytest.fixture
def live() -> Iterator[Live]:
    live = Live()
    yield live
    live.session.close()
    assert not [thread for thread in threading.enumerate() if thread.name in _ENGINE]


def test_frames_arrive_in_order_and_never_twice(live: Live):
    live.session.set_generator(InvertingGenerator())
    live.session.set_source(SyntheticSource(64, 48, 400))
    indices = [item.source.index for item in live.view.wait_for(100)]

    assert indices == sorted(set(indices))
    stats = live.session.stats
    assert stats.capture_fps > 0
    assert stats.output_fps > 0
    assert stats.latency_ms > 0


def test_switching_sources_again_and_again_keeps_one_open(live: Live):
    sources = [ScriptedSource() for _ in range(6)]
    for source in sources:
        live.session.set_source(source)
    live.events.wait_for(SourceStarted)
    last = sources[-1]
    live.view.wait_until(lambda _: last.is_open)

    assert sum(source.is_open for source in sources) == 1


def test_the_picture_flows_while_the_model_is_switched(live: Live):
    live.session.set_source(ScriptedSource())
    first, second = InvertingGenerator(), InvertingGenerator()
    live.session.set_generator(first)
    live.view.wait_until(lambda frames: any(item.generated for item in frames))
    live.session.set_generator(second)
    live.view.wait_until(lambda _: second.calls > 2)

    assert first.closed
    live.session.set_generator(None)
    live.view.wait_until(lambda frames: frames[-1].generated is None)


def test_a_generator_handed_over_too_late_is_closed():
    live = Live()
    live.session.close()
    generator = InvertingGenerator()

    live.session.set_generator(generator)
    live.session.set_source(ScriptedSource())

    assert generator.closed
    live.session.close()


def test_recording_goes_on_over_a_lost_source_a_failing_model_and_a_new_layout(live: Live, tmp_path: Path):
    path = tmp_path / "clip.mp4"
    live.session.set_generator(InvertingGenerator(failing_calls=(5,)))
    live.session.set_source(ScriptedSource(frames_until_lost=10))
    live.view.wait_for(3)
    live.session.start_recording(path)
    assert live.session.recording
    live.events.wait_for(SourceStarted, count=2)
    live.session.compose_settings = ComposeSettings(Layout.SIDE_BY_SIDE)
    live.wait_for_more()
    assert live.view.frames[-1].layout is Layout.SIDE_BY_SIDE

    summary = live.session.stop_recording()

    assert not live.session.recording
    assert live.events.of(SourceLost)
    assert live.events.of(GeneratorFailed)
    with av.open(str(path)) as clip:
        assert len(list(clip.decode(video=0))) == summary.frames_written > 3


def test_closing_while_recording_saves_the_clip(tmp_path: Path):
    live = Live()
    live.session.set_source(ScriptedSource())
    live.view.wait_for(1)
    live.session.start_recording(tmp_path / "clip.mp4")
    live.wait_for_more()

    summary = live.session.close()

    assert summary is not None
    assert summary.path.exists()
    assert live.session.close() is None


def test_a_closed_session_begins_no_clip(tmp_path: Path):
    live = Live()
    live.session.close()

    with pytest.raises(InputError, match="closed"):
        live.session.start_recording(tmp_path / "clip.mp4")
    assert not list(tmp_path.iterdir())


def test_recording_twice_and_stopping_nothing(live: Live, tmp_path: Path):
    live.session.set_source(ScriptedSource())
    live.view.wait_for(1)
    with pytest.raises(InputError):
        live.session.stop_recording()
    live.session.start_recording(tmp_path / "one.mp4")
    with pytest.raises(InputError):
        live.session.start_recording(tmp_path / "two.mp4")
    live.wait_for_more()
    live.session.stop_recording()

    assert [path.name for path in tmp_path.iterdir()] == ["one.mp4"]


def test_a_recording_that_cannot_begin_leaves_the_session_as_it_was(live: Live, tmp_path: Path):
    with pytest.raises(WriteError):
        live.session.start_recording(tmp_path / "none" / "clip.mp4")

    assert not live.session.recording


class SilentDisk(Recorder):
    """Keeps the clip slow.mp4 from beginning until it answers."""

    asked, answers = threading.Event(), threading.Event()

    def start(self) -> None:
        self.asked.set()
        assert self._path.stem != "slow" or self.answers.wait(10)
        super().start()


@pytest.mark.parametrize("end", ["closed", "given up", "another"])
def test_nothing_waits_for_a_clip_that_a_silent_disk_keeps_from_beginning(end: str, tmp_path: Path):
    SilentDisk.asked.clear()
    SilentDisk.answers.clear()
    session = Session(CollectingSink(), Events(), new_recorder=SilentDisk)
    wanted = [True]
    with ThreadPoolExecutor() as threads:
        start = threads.submit(session.start_recording, tmp_path / "slow.mp4", wanted=wanted.pop)
        assert SilentDisk.asked.wait(10)
        if end == "closed":
            session.close()
        elif end == "given up":
            wanted[0] = False
        else:
            session.start_recording(tmp_path / "clip.mp4")
        SilentDisk.answers.set()
        with pytest.raises(InputError, match={"closed": "closed", "given up": "no longer", "another": "already"}[end]):
            start.result(10)

    assert session.recording is (end == "another")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4.part"] * session.recording
    if session.recording:
        with pytest.raises(WriteError, match="nothing was saved"):
            session.stop_recording()
    session.close()


def test_a_recorder_that_fails_never_stops_the_view(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("av.codec.codecs_available", set())
    live.session.set_source(ScriptedSource())
    live.view.wait_for(1)
    live.session.start_recording(tmp_path / "clip.mp4")
    live.events.wait_for(SinkFailed)
    live.wait_for_more()

    with pytest.raises(WriteError):
        live.session.stop_recording()
    assert not list(tmp_path.iterdir())


def test_snapshot(live: Live, tmp_path: Path):
    with pytest.raises(InputError, match="no picture"):
        live.session.take_snapshot()
    live.session.set_source(ScriptedSource())
    live.view.wait_for(1)
    write, shown = live.session.take_snapshot(), live.view.frames[-1]
    live.wait_for_more()
    write(tmp_path / "toon.png")

    with av.open(str(tmp_path / "toon.png")) as image:
        written = next(image.decode(video=0)).to_ndarray(format="rgb24")
    assert abs(int(written[0, 0, 0]) - int(shown.image[0, 0, 0])) < 5, "the moment of the click"


def test_a_source_that_fails_can_be_tried_again(live: Live):
    source = ScriptedSource(opens_that_fail=1)
    live.session.set_source(source)
    live.events.wait_for(SourceFailed)
    live.session.set_source(source)
    live.view.wait_for(1)


def test_closing_with_a_camera_that_hangs():
    live = Live()
    source = ScriptedSource(hangs_after=0)
    live.session.set_source(source)
    assert source.reading.wait(5)

    live.session.close()

    assert not source.is_open


def test_for_the_last_seconds_alone_nothing_is_drawn():
    looks: list[Size | None] = [None]
    asked = threading.Semaphore(0)

    def demand() -> Size | None:
        asked.release()
        return looks[0]

    view, generator = CollectingSink(), InvertingGenerator()
    session = Session(view, Events(), view_demand=demand)
    session.set_generator(generator)
    session.set_replay(5)
    session.set_source(SyntheticSource(64, 48, 400))
    view.wait_for(5)
    looks[0] = NOTHING
    while asked.acquire(blocking=False):
        pass
    drawn = generator.calls
    for _ in range(60):
        assert asked.acquire(timeout=5)
    at_rest = generator.calls
    looks[0] = None
    view.wait_for(len(view.frames) + 5)
    session.close()

    assert at_rest - drawn <= 2, "what was under way"
    assert generator.calls > at_rest
