"""Networks of strangers in the window: they draw when they are dropped, and harm neither picture nor clip."""

import shutil
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from core.foreign.confined import LONGEST_TOON_S
from core.foreign.opening import OpeningLibrary, load_model
from core.frame import RgbImage
from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
from desktop.benchmark.heartbeat import Heartbeat
from desktop.live.clip_recording import RecordingState
from support import hostile_graphs
from support.window_fakes import RED, FakeSource

_LONGEST_MS = 60_000


class RealLoader:
    """Loads what it is given, as the program does."""

    def __init__(self) -> None:
        self.held: dict[str, threading.Event] = {}

    def __call__(self, model: InstalledModel) -> ImageGenerator:
        return load_model(model)


class WhiteLater(FakeSource):
    """Its pictures turn white when they are told to; 20 a second."""

    white = False

    def read(self) -> RgbImage:
        for _ in range(4):
            super().read()
        image = super().read()
        return np.full_like(image, 255) if self.white else image


@pytest.fixture
def foreign_rig(rig, tiny_model_dir: Path, tmp_path: Path):
    """A window with a model of its own, a real library and real networks."""
    shutil.copytree(tiny_model_dir, tmp_path / "bundled" / "tiny-inverter")
    rig.library = OpeningLibrary(tmp_path / "bundled", tmp_path / "own")
    rig.loader = RealLoader()
    rig.sources["Front"] = WhiteLater("Front")
    rig.start()
    rig.until(lambda: rig.live.models.current == "tiny-inverter" and not rig.live.models.loading)
    return rig


def drop(rig, path: Path) -> None:
    rig.window.path_dropped.emit(path)


def waited(rig, condition) -> None:
    rig.qtbot.waitUntil(lambda: bool(condition()), timeout=_LONGEST_MS)


@pytest.fixture
def heartbeat(qtbot) -> Iterator[Heartbeat]:
    """How long a click waits meanwhile."""
    heartbeat = Heartbeat()
    heartbeat.start()
    yield heartbeat
    heartbeat.stop()


def saved_times_s(rig) -> list[float]:
    """When each picture of the clip that was saved is shown."""
    said = rig.card("recording").notification
    clip = Path(said.text.splitlines()[0]) / said.title.split()[1]
    with av.open(str(clip)) as opened:
        return [picture.time for picture in opened.decode(video=0)]


def test_a_bare_network_draws_and_is_one_of_the_models(foreign_rig, tmp_path: Path):
    rig = foreign_rig
    drop(rig, hostile_graphs.inverter(tmp_path / "negative.onnx"))
    waited(rig, lambda: rig.live.models.current == "negative" and not rig.live.models.loading)
    inverted = tuple(255 - value for value in RED)
    waited(rig, lambda: np.abs(np.subtract(rig.colour_at(0.5), inverted)).max() < 8)

    assert rig.live.settings.current.model == "negative"
    assert [card.title for card in rig.cards] == ["“negative” is installed and draws now"]


def test_one_that_misbehaves_later_is_taken_off(foreign_rig, tmp_path: Path):
    rig = foreign_rig
    drop(rig, hostile_graphs.waiting_for_white(tmp_path / "swells.onnx", then="swell"))
    waited(rig, lambda: rig.live.models.current == "swells" and not rig.live.models.loading)

    rig.sources["Front"].white = True
    waited(rig, lambda: rig.live.models.current == "tiny-inverter" and not rig.live.models.loading)

    waited(rig, lambda: max(rig.colour_at(0.5)) < 8)  # white, inverted
    assert [card.topic for card in rig.cards] == ["taken-off"]
    assert "swells" in rig.cards[0].text
    assert rig.live.settings.current.model is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["endless", "50 GB"])
def test_a_clip_loses_no_frame_to_what_is_dropped_meanwhile(
    foreign_rig, heartbeat: Heartbeat, tmp_path: Path, kind: str
):
    rig = foreign_rig
    write = {"endless": hostile_graphs.endless, "50 GB": hostile_graphs.huge}[kind]
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    first, dropped = rig.view.frame.source.index, rig.live.session.stats.dropped

    heartbeat.take_delays_ms()
    drop(rig, write(tmp_path / "harm.onnx"))
    waited(rig, lambda: rig.card("model"))
    waits_ms = heartbeat.take_delays_ms()
    last = rig.view.frame.source.index
    rig.click(rig.controls.record)
    waited(rig, lambda: rig.card("recording"))

    times = saved_times_s(rig)
    assert rig.live.session.stats.dropped == dropped
    assert len(times) >= last - first
    assert rig.live.models.current == "tiny-inverter"
    print(
        f"{kind}: {len(times)} frames in the clip, {last - first} came while the file was tried, none was dropped; "
        f"a click waited {np.percentile(waits_ms, 95):.0f} ms or less (95 %), at most {max(waits_ms):.0f} ms"
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["loop", "swell"])
def test_a_clip_goes_on_when_what_draws_misbehaves(foreign_rig, heartbeat: Heartbeat, tmp_path: Path, kind: str):
    rig = foreign_rig
    drop(rig, hostile_graphs.waiting_for_white(tmp_path / "harm.onnx", then=kind))
    waited(rig, lambda: rig.live.models.current == "harm" and not rig.live.models.loading)
    taken_off_s: list[float] = []
    rig.live.models.loading_changed.connect(lambda _title: taken_off_s.append(time.monotonic()))
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    before = rig.view.frame.source.index
    rig.until(lambda: rig.view.frame.source.index > before + 10)

    rig.sources["Front"].white = True
    started_s = time.monotonic()
    heartbeat.take_delays_ms()
    waited(rig, lambda: rig.live.models.current == "tiny-inverter" and not rig.live.models.loading)
    waited(rig, lambda: max(rig.colour_at(0.5)) < 8)  # white, inverted
    drawn_s = time.monotonic()
    waits_ms = heartbeat.take_delays_ms()
    last = rig.view.frame.source.index
    rig.until(lambda: rig.view.frame.source.index > last + 10)
    rig.click(rig.controls.record)
    waited(rig, lambda: rig.card("recording"))

    times = saved_times_s(rig)
    gap_s = max(later - earlier for earlier, later in pairwise(times))
    print(
        f"{kind}: taken off after {taken_off_s[0] - started_s:.2f} s, another drew after {drawn_s - started_s:.2f} s; "
        f"{len(times)} frames in the clip, the largest gap {gap_s:.2f} s; a click waited at most {max(waits_ms):.0f} ms"
    )
    assert [card.topic for card in rig.cards if card.topic != "recording"] == ["taken-off"]
    assert gap_s < LONGEST_TOON_S + 1
