"""The self-test passes a program that works and fails one that does not, with and without a window."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from core.models.places import ModelFolders
from desktop.command_line.main import main
from desktop.command_line.window_command import DISPLAY_VARIABLES
from desktop.self_test.run import run_self_test

SECONDS = 0.4


@pytest.fixture
def models_dir(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A bundled library of one tiny model."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    shutil.move(tiny_model_dir, folder)
    return folder


def report_of(capsys: pytest.CaptureFixture[str]) -> dict:
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def check_passed(report: dict, surface: str) -> None:
    assert report["ok"], report
    assert report["surface"] == surface
    assert report["failures"] == []
    assert report["start_to_first_toon_s"] > 0
    (model,) = report["models"].values()
    assert model["frames"] > 1
    assert model["first_frame_ms"] > 0
    assert model["provider"] == "CPUExecutionProvider"
    assert report["clip"]["frames"] > 0
    assert report["clip"]["duration_s"] > 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_engine_is_tested(models_dir: Path, capsys, monkeypatch):
    for variable in DISPLAY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)

    assert main(["--self-test", str(SECONDS)], folders=ModelFolders(models_dir)) == 0
    check_passed(report_of(capsys), "none")


@pytest.mark.usefixtures("qtbot")
def test_with_a_display_the_real_window_is_tested(models_dir: Path, capsys):
    import desktop.self_test.window  # noqa: F401 - Qt's, so not at the top

    assert run_self_test(SECONDS, models_dir, in_window=True) == 0
    check_passed(report_of(capsys), "window")


@pytest.mark.parametrize("in_window", [False, True])
def test_a_damaged_model_fails_it(qtbot, models_dir: Path, capsys, in_window: bool):
    next(models_dir.rglob("model.onnx")).write_bytes(b"damaged")

    assert run_self_test(SECONDS, models_dir, in_window=in_window) == 1
    report = report_of(capsys)
    assert not report["ok"]
    assert "model.onnx" in report["failures"][0]


def test_a_program_without_models_fails_it(models_dir: Path, capsys):
    shutil.rmtree(models_dir)

    assert run_self_test(SECONDS, models_dir, in_window=False) == 1
    assert report_of(capsys)["failures"] == ["No model is bundled."]


@pytest.mark.parametrize(("module", "part"), [("sounddevice", "sound"), ("core.media.images", "images")])
def test_a_program_without_a_part_that_is_read_later_fails_it(
    models_dir: Path, capsys, monkeypatch, module: str, part: str
):
    monkeypatch.setitem(sys.modules, module, None)

    assert run_self_test(SECONDS, models_dir, in_window=False) == 1
    (failure,) = report_of(capsys)["failures"]
    assert failure.startswith(f"The part for {part} is missing")


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "99999"])
def test_a_time_that_is_none_is_refused(seconds: str, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--self-test", seconds])

    assert stopped.value.code == 2
    assert "seconds" in capsys.readouterr().err
