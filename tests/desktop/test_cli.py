"""The command line in this process, with a tiny real network: output, exit status, plain errors."""

import contextlib
import json
from pathlib import Path

import pytest

from core.layout import Layout
from core.models.manifest import ModelFile, read_manifest
from core.sources.camera_modes import CameraMode
from core.sources.discovery import CameraInfo
from desktop.command_line.commands import show_cameras
from desktop.command_line.failures import exit_status
from support.command import Captured, Toonclip, error_lines
from support.tiny_model import write_tiny_manifest


@pytest.mark.parametrize(
    "arguments",
    [
        ["convert", "missing.png", "out.png"],
        ["convert", "IMAGE", "IMAGE"],
        ["convert", "IMAGE", "out.png", "--model", "no-such-model"],
        ["convert", "IMAGE", "out.png", "--layout", "mosaic"],
        ["convert"],
        ["convert", "IMAGE", "taken.png"],
        ["convert", "notes.txt", "out.png"],
        ["--layout", "split"],
        ["--source", "notes.txt"],
        ["notes.txt"],
        ["bench", "--size", "big"],
        ["bench", "--size", "99999x2"],
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
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / "notes.txt").write_text("words")
    (tmp_path / "taken.png").write_text("somebody's")
    arguments = [str(image) if argument == "IMAGE" else argument for argument in arguments]
    try:
        status = toonclip(*arguments)
    except SystemExit as left:
        status = left.code

    assert status == 2
    assert len(error_lines(capsys)) == 2
    assert (tmp_path / "taken.png").read_text() == "somebody's"


@pytest.mark.parametrize("long", ["a" * 100_000, "1" * 100_000, "/" + "x/" * 50_000, "[" * 100_000, "\udcff" * 100_000])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--source", "LONG"],
        ["--model", "LONG"],
        ["--source", "LONG.mp4"],
        ["LONG.mp4"],
        ["convert", "LONG", "out.png"],
        ["convert", "IMAGE", "LONG.png"],
        ["convert", "IMAGE", "out.png", "--model", "LONG"],
        ["convert", "IMAGE", "out.png", "--layout", "LONG"],
        ["models", "add", "LONG"],
        ["models", "add", "hf://LONG/x"],
        ["models", "remove", "LONG"],
        ["bench", "--size", "LONG"],
        ["bench", "--threads", "LONG"],
        ["--self-test", "LONG"],
        ["LONG"],
        ["--LONG"],
    ],
)
def test_what_is_very_long_is_refused_in_few_words(
    toonclip: Toonclip, arguments: list[str], long: str, image: Path, tmp_path: Path, capsys: Captured, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [argument.replace("IMAGE", str(image)).replace("LONG", long) for argument in arguments]
    try:
        status = toonclip(*arguments)
    except SystemExit as left:
        status = left.code

    assert status == 2
    lines = error_lines(capsys)
    assert all(len(line) < 4000 for line in lines)  # surrogates are written in six letters
    assert "Internal" not in lines[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--layout", "split"], ["--layout belongs to a command: `toonclip convert"]),
        (["convert", "notes.txt", "out.png"], ["notes.txt is neither an image nor a video"]),
        (["convert", "-missing.jpg", "out.png"], ["needs ./ before it"]),
        (["convert", "a.png", "b.png", "c.png"], ["c.png is a file, but there are 2 inputs", "Name a folder"]),
    ],
)
def test_a_mistake_is_explained(
    toonclip: Toonclip, arguments: list[str], said: list[str], tmp_path: Path, monkeypatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("notes.txt", "a.png", "b.png", "c.png"):
        (tmp_path / name).write_text("words")
    with contextlib.suppress(SystemExit):
        toonclip(*arguments)

    lines = "\n".join(error_lines(capsys))
    assert all(words in lines for words in said), lines


def test_an_unknown_layout_is_answered_with_those_there_are(toonclip: Toonclip, capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        toonclip("convert", "in.png", "out.png", "--layout", "mosaic")
    said = error_lines(capsys)[0]
    assert "'mosaic'" in said
    assert all(layout in said for layout in Layout)


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


def test_models(toonclip: Toonclip, bundled: Path, capsys: Captured) -> None:
    (bundled / "broken").mkdir()

    assert toonclip("models", "--json") == 0

    captured = capsys.readouterr()
    (row,) = json.loads(captured.out)
    assert set(row) == {"id", "title", "size", "precision", "licence", "path", "bundled"}
    assert (row["id"], row["bundled"]) == ("tiny-inverter", True)
    assert row["size"] == (bundled / "tiny-inverter" / "model.onnx").stat().st_size
    assert "broken" in captured.err
    assert toonclip("models") == 0
    assert capsys.readouterr().out == "tiny-inverter  Tiny Inverter\n"
    assert toonclip("models", "--long") == 0
    assert str(bundled / "tiny-inverter") in capsys.readouterr().out


def test_models_names_a_coreml_package(toonclip: Toonclip, bundled: Path, capsys: Captured) -> None:
    folder = bundled / "tiny-inverter"
    (onnx,) = read_manifest(folder).files
    coreml = ModelFile(runtime="coreml", precision="fp16", path="model.mlpackage", sha256=onnx.sha256)
    write_tiny_manifest(folder, files=(onnx, coreml))

    assert toonclip("models", "--long") == 0

    assert "CoreML fp16, fp32, " in capsys.readouterr().out


def test_cameras(capsys: Captured) -> None:
    camera = CameraInfo(id="/dev/video0", name="Front", backend="V4L2", index=0, api=200)

    modes = [CameraMode(1920, 1080, 30.0, "MJPG"), CameraMode(1280, 720, 59.94)]

    assert show_cameras(as_json=True, find_cameras=lambda: [camera], find_modes=lambda _camera: modes) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "number": 0,
            "id": "/dev/video0",
            "name": "Front",
            "backend": "V4L2",
            "formats": [
                {"width": 1920, "height": 1080, "fps": 30.0, "coding": "MJPG"},
                {"width": 1280, "height": 720, "fps": 59.94, "coding": ""},
            ],
        }
    ]
    assert show_cameras(as_json=False, find_cameras=lambda: [camera], find_modes=lambda _camera: modes) == 0
    assert capsys.readouterr().out.splitlines() == [
        "0  Front  (V4L2, /dev/video0)",
        "    1080p, 30 fps; 720p, 59.9 fps",
    ]


def test_no_camera_is_said_and_no_error(capsys: Captured) -> None:
    assert show_cameras(as_json=True, find_cameras=list) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert show_cameras(as_json=False, find_cameras=list) == 0
    assert capsys.readouterr().out == "No camera was found.\n"


def test_the_cameras_of_this_computer_are_looked_for(toonclip: Toonclip, capsys: Captured) -> None:
    assert toonclip("cameras", "--json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_bench_prints_exactly_the_promised_json(toonclip: Toonclip, capsys: Captured) -> None:
    arguments = ["bench", "--model", "tiny-inverter", "--size", "1280x720", "--threads", "1", "--seconds", "0.2"]

    assert toonclip(*arguments, "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "model",
        "provider",
        "precision",
        "size",
        "network_size",
        "threads",
        "generator_ms",
        "generator_fps",
        "pipeline_fps",
        "overhead_ratio",
        "latency_ms",
        "dropped",
        "rss_mb",
    ]
    assert (told["size"], told["network_size"]) == ("1280x720", "64x48")
    assert (told["threads"], told["precision"]) == (1, "fp32")
    assert set(told["generator_ms"]) == set(told["latency_ms"]) == {"p50", "p95"}
    assert told["overhead_ratio"] == pytest.approx(told["pipeline_fps"] / told["generator_fps"], abs=0.01)
    assert toonclip(*arguments) == 0
    printed = capsys.readouterr().out
    assert "camera 1280x720, network 64x48" in printed
    assert "overhead ratio" in printed
