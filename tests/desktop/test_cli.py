"""The command line in this process, with a tiny real network: output, exit status, plain errors."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.layout import Layout
from core.models.manifest import ModelFile, read_manifest
from core.models.places import ModelFolders
from core.sources.discovery import CameraInfo
from desktop.command_line.commands import show_cameras
from desktop.command_line.failures import exit_status
from desktop.command_line.main import main
from desktop.command_line.window_command import DISPLAY_VARIABLES, has_display
from support.tiny_model import write_tiny_manifest
from support.video_files import read_video, steady, write_video

Toonclip = Callable[..., int]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def models(tmp_path: Path, tiny_model_dir: Path) -> Path:
    """Bundled models: the tiny one alone."""
    bundled = tmp_path / "models"
    shutil.copytree(tiny_model_dir, bundled / "tiny-inverter")
    return bundled


@pytest.fixture
def toonclip(models: Path, tmp_path: Path) -> Toonclip:
    """Runs the command; the person has added no model."""
    return lambda *arguments: main(arguments, folders=ModelFolders(models, tmp_path / "none"))


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A console, in an empty current directory."""
    if sys.platform != "linux":
        pytest.skip("other systems always have a display")
    for variable in DISPLAY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "in.png"
    path.write_bytes(cv2.imencode(".png", np.full((20, 30, 3), 40, np.uint8))[1].tobytes())
    return path


def error_lines(capsys: Captured) -> list[str]:
    captured = capsys.readouterr()
    assert not captured.out
    lines = captured.err.splitlines()
    assert 1 <= len(lines) <= 2
    assert lines[0].startswith("toonclip: ")
    return lines


def test_convert_prints_exactly_the_promised_json(
    toonclip: Toonclip, tmp_path: Path, image: Path, capsys: Captured
) -> None:
    target = tmp_path / "out.png"

    assert toonclip("convert", str(image), str(target), "--json") == 0

    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert set(told) == {"frames", "seconds", "fps", "model", "provider", "output"}
    assert (told["frames"], told["model"], told["output"]) == (1, "tiny-inverter", str(target))
    assert captured.err == ""
    assert (cv2.imread(str(target)) == 215).all()


def test_convert_of_a_video_in_every_layout(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    source = write_video(tmp_path / "in.mp4", steady(3), sound="aac")

    for layout, width in (("toon", 64), ("original", 64), ("side-by-side", 128), ("split", 64)):
        target = tmp_path / f"{layout}.mp4"
        assert toonclip("convert", str(source), str(target), "--layout", layout) == 0
        content = read_video(target)
        assert (content.width, len(content.levels), content.sound_codec) == (width, 3, "aac")
    assert "3 pictures" in capsys.readouterr().out


def test_a_steady_conversion_keeps_every_frame(toonclip: Toonclip, tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(3))

    assert toonclip("convert", str(source), str(tmp_path / "out.mp4"), "--steady") == 0

    assert len(read_video(tmp_path / "out.mp4").levels) == 3


def test_unreadable_files_of_a_folder_are_listed(
    toonclip: Toonclip, tmp_path: Path, image: Path, capsys: Captured
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    image.rename(folder / "good.png")
    (folder / "bad.png").write_bytes(b"junk")

    assert toonclip("convert", str(folder), str(tmp_path / "out"), "--json") == 1

    captured = capsys.readouterr()
    assert json.loads(captured.out)["frames"] == 1
    assert "bad.png" in captured.err
    assert "1 of 2 images could not be converted" in captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["convert", "missing.png", "out.png"],
        ["convert", "IMAGE", "IMAGE"],
        ["convert", "IMAGE", "out.png", "--model", "no-such-model"],
        ["convert", "IMAGE", "out.png", "--layout", "mosaic"],
        ["convert", "IMAGE"],
        ["bench", "--size", "big"],
        ["bench", "--size", "100x100"],
        ["bench", "--threads", "0"],
        ["bench", "--seconds", "-1"],
        ["bench", "--seconds", "nan"],
        ["dance"],
        ["--dance"],
        ["--source", "no-such-file.mp4"],
        ["--model", "no-such-model"],
    ],
)
def test_mistakes_are_two_lines_and_status_2(
    toonclip: Toonclip,
    arguments: list[str],
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [str(image) if argument == "IMAGE" else argument for argument in arguments]
    try:
        status = toonclip(*arguments)
    except SystemExit as left:
        status = left.code

    assert status == 2
    assert len(error_lines(capsys)) == 2


def test_an_unknown_layout_is_answered_with_those_there_are(toonclip: Toonclip, capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        toonclip("convert", "in.png", "out.png", "--layout", "mosaic")
    said = error_lines(capsys)[0]
    assert "'mosaic'" in said
    assert all(layout in said for layout in Layout)


def test_a_damaged_model_is_named(toonclip: Toonclip, models: Path, image: Path, capsys: Captured) -> None:
    (models / "tiny-inverter" / "model.onnx").write_bytes(b"")

    assert toonclip("convert", str(image), str(image.with_name("out.png"))) == 2
    assert "model.onnx" in error_lines(capsys)[0]


@pytest.fixture
def packed(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """The only packed model; its id is not the installed one's."""
    folder = tmp_path / "other"
    shutil.copytree(tiny_model_dir, folder)
    write_tiny_manifest(folder, id="other", title="Other Style")
    return Path(shutil.make_archive(str(tmp_path / "style"), "zip", folder)).rename(tmp_path / "style.toonclip")


def test_a_packed_model_is_installed_by_every_command(
    toonclip: Toonclip, packed: Path, image: Path, no_display: Path, tmp_path: Path, capsys: Captured
) -> None:
    model = ["--model", str(packed)]
    for arguments in (
        ["convert", str(image), str(tmp_path / "out.png"), "--json", *model],
        ["bench", "--size", "64x64", "--threads", "1", "--seconds", "0.1", "--json", *model],
    ):
        assert toonclip(*arguments) == 0
        assert json.loads(capsys.readouterr().out)["model"] == "other"
    assert toonclip("--source", str(image), *model) == 0
    assert (no_display / "in-toon.png").exists()
    assert toonclip("models") == 0
    assert "other  Other Style" in capsys.readouterr().out


def test_a_file_that_is_no_packed_model_is_named(
    toonclip: Toonclip, image: Path, tmp_path: Path, capsys: Captured
) -> None:
    broken = tmp_path / "broken.toonclip"
    broken.write_bytes(b"no archive")

    assert toonclip("convert", str(image), str(tmp_path / "out.png"), "--model", str(broken)) == 2
    assert "broken.toonclip is not a .zip that can be read" in error_lines(capsys)[0]


def test_an_unexpected_error_is_one_line_unless_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    @exit_status
    def broken() -> int:
        raise RuntimeError("something\nodd")

    assert broken() == 1
    lines = error_lines(capsys)
    assert lines[0] == "toonclip: Internal error: RuntimeError: something"
    assert "TOONCLIP_DEBUG" in lines[1]

    monkeypatch.setenv("TOONCLIP_DEBUG", "1")
    with pytest.raises(RuntimeError):
        broken()


def test_models(toonclip: Toonclip, models: Path, capsys: Captured) -> None:
    (models / "broken").mkdir()

    assert toonclip("models", "--json") == 0

    captured = capsys.readouterr()
    (row,) = json.loads(captured.out)
    assert set(row) == {"id", "title", "size", "precision", "licence", "path", "bundled"}
    assert (row["id"], row["bundled"]) == ("tiny-inverter", True)
    assert row["size"] == (models / "tiny-inverter" / "model.onnx").stat().st_size
    assert "broken" in captured.err
    assert toonclip("models") == 0
    assert "Tiny Inverter" in capsys.readouterr().out


def test_models_names_a_coreml_package(toonclip: Toonclip, models: Path, capsys: Captured) -> None:
    folder = models / "tiny-inverter"
    (onnx,) = read_manifest(folder).files
    coreml = ModelFile(runtime="coreml", precision="fp16", path="model.mlpackage", sha256=onnx.sha256)
    write_tiny_manifest(folder, files=(onnx, coreml))

    assert toonclip("models") == 0

    assert "(CoreML fp16, fp32, " in capsys.readouterr().out


def test_cameras(capsys: Captured) -> None:
    camera = CameraInfo(id="/dev/video0", name="Front", backend="V4L2", index=0, api=200)

    assert show_cameras(as_json=True, find_cameras=lambda: [camera]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"number": 0, "id": "/dev/video0", "name": "Front", "backend": "V4L2"}
    ]
    assert show_cameras(as_json=False, find_cameras=lambda: [camera]) == 0
    assert "0  Front" in capsys.readouterr().out


def test_no_camera_is_said_and_no_error(capsys: Captured) -> None:
    assert show_cameras(as_json=True, find_cameras=list) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert show_cameras(as_json=False, find_cameras=list) == 0
    assert capsys.readouterr().out == "No camera was found.\n"


def test_the_cameras_of_this_computer_are_looked_for(toonclip: Toonclip, capsys: Captured) -> None:
    assert toonclip("cameras", "--json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_bench_prints_exactly_the_promised_json(toonclip: Toonclip, capsys: Captured) -> None:
    arguments = ["bench", "--model", "tiny-inverter", "--size", "128x96", "--threads", "1", "--seconds", "0.2"]

    assert toonclip(*arguments, "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "model",
        "provider",
        "precision",
        "size",
        "threads",
        "generator_ms",
        "generator_fps",
        "pipeline_fps",
        "overhead_ratio",
        "latency_ms",
        "dropped",
        "rss_mb",
    ]
    assert (told["size"], told["threads"], told["precision"]) == ("128x96", 1, "fp32")
    assert set(told["generator_ms"]) == set(told["latency_ms"]) == {"p50", "p95"}
    assert told["overhead_ratio"] == pytest.approx(told["pipeline_fps"] / told["generator_fps"], abs=0.01)
    assert toonclip(*arguments) == 0
    assert "overhead ratio" in capsys.readouterr().out


def test_without_a_display_the_source_becomes_a_clip_here(
    toonclip: Toonclip, no_display: Path, tmp_path: Path, capsys: Captured
) -> None:
    source = write_video(tmp_path / "in.mp4", steady(3))

    assert toonclip("--source", str(source)) == 0
    assert toonclip("--source", str(source)) == 0

    assert sorted(path.name for path in no_display.iterdir()) == ["in-toon-2.mp4", "in-toon.mp4"]
    said = capsys.readouterr().out
    assert said.startswith("No display: ")
    assert str(no_display / "in-toon.mp4") in said


def test_without_a_display_the_default_is_the_bundled_clip(
    toonclip: Toonclip, no_display: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_video(tmp_path / "portrait.mp4", steady(3))  # the real one takes seconds
    monkeypatch.setattr("desktop.command_line.commands.sample_clip", lambda: clip)

    assert toonclip() == 0

    assert len(read_video(no_display / "portrait-toon.mp4").levels) == 3


@pytest.mark.parametrize("source", ["0", "synthetic", "missing.mp4"])
def test_without_a_display_a_camera_is_a_mistake(
    toonclip: Toonclip, no_display: Path, source: str, capsys: Captured
) -> None:
    assert toonclip("--source", source) == 2
    assert len(error_lines(capsys)) == 2


@pytest.mark.parametrize(
    ("arguments", "name"),
    [([], None), (["--source", "sample"], "Bundled clip"), (["--source", "synthetic"], "Synthetic camera")],
)
def test_with_a_display_the_window_gets_source_and_model(
    toonclip: Toonclip, arguments: list[str], name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("desktop.program")
    given: list[tuple[object, object]] = []

    def run_window(source: object, model: object, _folders: ModelFolders) -> int:
        given.append((source, model))
        return 0

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", run_window)

    assert toonclip(*arguments, "--model", "tiny-inverter") == 0

    ((source, model),) = given
    assert getattr(source, "title", None) == name
    assert model == "tiny-inverter"


@pytest.mark.parametrize(
    ("name", "source", "model"),
    [("Meine Ferien.mp4", "Meine Ferien.mp4", None), ("style.toonclip", None, "style.toonclip")],
)
def test_a_file_alone_is_opened(
    toonclip: Toonclip,
    name: str,
    source: str | None,
    model: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("desktop.program")
    given: list[tuple[object, object]] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("desktop.program.run", lambda source, model, _folders: given.append((source, model)) or 0)
    path = tmp_path / name
    path.touch()

    assert toonclip(str(path)) == 0

    ((choice, wanted),) = given
    assert getattr(choice, "title", None) == source
    assert wanted == (str(tmp_path / model) if model else None)


def test_a_command_is_one_whatever_lies_here(
    toonclip: Toonclip, no_display: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (no_display / "models").mkdir()

    assert toonclip("models") == 0
    assert "tiny-inverter" in capsys.readouterr().out
    assert toonclip("missing.mp4") == 2
    assert "missing.mp4" in error_lines(capsys)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_display_is_known_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    for name in DISPLAY_VARIABLES:
        with monkeypatch.context() as patch:
            patch.setenv(name, "x")
            assert has_display()
