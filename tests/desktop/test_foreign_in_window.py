"""Networks of strangers in the window: they draw when they are dropped, and harm neither picture nor clip."""

import shutil
import threading
from pathlib import Path

import av
import numpy as np
import pytest

from core.foreign.opening import OpeningLibrary, load_model
from core.frame import RgbImage
from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
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
def test_a_clip_loses_no_frame_to_what_is_dropped_meanwhile(foreign_rig, tmp_path: Path, kind: str):
    rig = foreign_rig
    write = {"endless": hostile_graphs.endless, "50 GB": hostile_graphs.huge}[kind]
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    first, dropped = rig.view.frame.source.index, rig.live.session.stats.dropped

    drop(rig, write(tmp_path / "harm.onnx"))
    waited(rig, lambda: rig.card("model"))
    last = rig.view.frame.source.index
    rig.click(rig.controls.record)
    waited(rig, lambda: rig.card("recording"))

    said = rig.card("recording").notification
    clip = Path(said.text.splitlines()[0]) / said.title.split()[1]
    with av.open(str(clip)) as opened:
        times = [picture.time for picture in opened.decode(video=0)]
    assert rig.live.session.stats.dropped == dropped
    assert len(times) >= last - first
    assert rig.live.models.current == "tiny-inverter"
    print(f"{kind}: {len(times)} frames in the clip, {last - first} came while the file was tried, none was dropped")
