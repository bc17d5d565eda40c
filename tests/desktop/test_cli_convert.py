"""`toonclip convert` in this process, with a tiny real network: files, output, exit status."""

import json
import shutil
from pathlib import Path

import cv2
import pytest

from support.command import Captured, Toonclip, error_lines
from support.tiny_model import write_tiny_manifest
from support.video_files import read_video, steady, write_video


def test_convert_prints_exactly_the_promised_json(
    toonclip: Toonclip, tmp_path: Path, image: Path, capsys: Captured
) -> None:
    target = tmp_path / "out.png"

    assert toonclip("convert", str(image), str(target), "--json") == 0

    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert set(told) == {"frames", "seconds", "fps", "model", "provider", "output", "left_out", "failed"}
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
    assert "1 of 2 files could not be converted" in captured.err


def test_a_damaged_model_is_named(toonclip: Toonclip, bundled: Path, image: Path, capsys: Captured) -> None:
    (bundled / "tiny-inverter" / "model.onnx").write_bytes(b"")

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
    assert "Other Style (yours)" in capsys.readouterr().out


def test_a_file_that_is_no_packed_model_is_named(
    toonclip: Toonclip, image: Path, tmp_path: Path, capsys: Captured
) -> None:
    broken = tmp_path / "broken.toonclip"
    broken.write_bytes(b"no archive")

    assert toonclip("convert", str(image), str(tmp_path / "out.png"), "--model", str(broken)) == 2
    assert "broken.toonclip is not a .zip that can be read" in error_lines(capsys)[0]
