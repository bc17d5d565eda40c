"""`toonclip bench --live`: with and without the window, in JSON and in words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.benchmark.live import LivePlan
from core.foreign.opening import OpeningLibrary
from core.generators.loader import load_generator
from core.sources.synthetic import SyntheticSource
from desktop.benchmark.measured_window import MeasuredWindow
from desktop.command_line import live_bench_command
from support.command import Toonclip


@pytest.fixture(autouse=True)
def _no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_bench_command, "_WARM_UP_S", 0.0)


def test_the_figures_of_the_engine_add_up(toonclip: Toonclip, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["bench", "--live", "--model", "tiny-inverter", "--camera", "320x180@60", "--seconds", "0.4"]

    assert toonclip(*arguments, "--record", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["camera"], told["recording"], told["surface"]) == ("320x180@60", True, "none")
    assert told["processor"]
    assert 0 < told["fps"] <= 65
    assert told["clip_frames"] > 0
    assert told["cores"] == pytest.approx(sum(told["threads"].values()), abs=0.1)
    assert toonclip(*arguments) == 0
    printed = capsys.readouterr().out
    assert "camera 320x180@60, without the window" in printed
    assert "together" in printed


@pytest.mark.usefixtures("qtbot")
def test_the_window_is_measured_while_it_records_and_switches(tiny_model_dir: Path, tmp_path: Path) -> None:
    models = tmp_path / "bundled"
    shutil.move(tiny_model_dir, models / "one")
    manifest = json.loads((models / "one" / "manifest.json").read_text("utf-8"))
    shutil.copytree(models / "one", models / "other")
    (models / "other" / "manifest.json").write_text(json.dumps(manifest | {"id": "other"}), "utf-8")
    library = OpeningLibrary(models, tmp_path / "none")
    shown = MeasuredWindow(tmp_path, library, load_generator, LivePlan(warm_up_s=0.0, seconds=0.5, record=True))

    report = shown.measure(
        SyntheticSource(320, 180, 60),
        library.default(),
        cancelled=lambda: False,
    )

    assert report.fps > 0
    assert sum(mean_ms for _, mean_ms in report.stages_ms) > 0
    assert shown.figures.first_toon_s > 0
    assert shown.figures.switched == 1
    assert shown.figures.strip_ms[1] > 0
    assert shown.clip is not None
    assert shown.clip.frames_written > 0


@pytest.mark.parametrize("camera", ["1280", "x720", "1280x720@", "0x0@30", "1280x720@1000", "1280x720@fast"])
def test_a_camera_that_is_none_is_refused(toonclip: Toonclip, capsys: pytest.CaptureFixture[str], camera: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        toonclip("bench", "--live", "--camera", camera)

    assert stopped.value.code == 2
    assert "camera" in capsys.readouterr().err
