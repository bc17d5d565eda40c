"""What files, graphs and cameras are named cannot control the terminal that an error is printed on."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save

from core.sources.discovery import CameraInfo
from desktop.command_line.commands import show_cameras
from desktop.system.printable import printable
from support.tiny_model import write_tiny_manifest

CLEAR_SCREEN = "\x1b[2J"


def toonclip(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "desktop", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("\x9b2J\x07\r\n", r"\x9b2J\x07\r\n"),
        ("gnp.\u202eexe", r"gnp.\u202eexe"),
        ("Ärger 👩‍👩‍👧 a\u202fb.png", "Ärger 👩‍👩‍👧 a\u202fb.png"),
    ],
)
def test_only_what_controls_is_written_out(words: str, shown: str):
    assert printable(words) == shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_file_cannot_clear_the_screen(tmp_path: Path, tiny_model_dir: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{CLEAR_SCREEN}.png").write_text("no picture")

    done = toonclip("convert", str(tmp_path / "in"), str(tmp_path / "out"), "--model", str(tiny_model_dir))

    assert done.returncode == 1
    assert r"\x1b[2J.png is not an image" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_graph_cannot_either_and_is_complained_of_once(tmp_path: Path):
    folder = tmp_path / "model"
    folder.mkdir()
    shape = ["N", "H", "W", 3]
    graph = helper.make_graph(
        [helper.make_node("Reshape", ["image", "seven"], ["toon"], name=CLEAR_SCREEN)],
        "hostile",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, shape)],
        [helper.make_tensor_value_info("toon", TensorProto.UINT8, shape)],
        [numpy_helper.from_array(np.array([7, 7, 7, 3]), "seven")],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), folder / "model.onnx")
    write_tiny_manifest(folder)
    cv2.imwrite(str(tmp_path / "in.png"), np.zeros((32, 32, 3), np.uint8))

    done = toonclip("convert", str(tmp_path / "in.png"), str(tmp_path / "out.png"), "--model", str(folder))

    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert [line.startswith("toonclip: ") for line in done.stderr.splitlines()] == [True, False]


def test_a_camera_cannot_either(capsys: pytest.CaptureFixture[str]):
    camera = CameraInfo(id="1", name=f"Webcam{CLEAR_SCREEN}", backend="V4L2", index=0, api=200)
    show_cameras(as_json=False, find_cameras=lambda: [camera], find_modes=lambda _camera: [])

    assert capsys.readouterr().out == "0  Webcam\\x1b[2J  (V4L2, 1)\n"
