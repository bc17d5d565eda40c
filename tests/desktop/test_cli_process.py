"""The command line as a process of its own: Ctrl-C, and no Qt where there is no window."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.video_files import read_video, steady, write_video

_NO_QT = """
import sys
from desktop.command_line.main import main
status = main(sys.argv[1:])
assert not [name for name in sys.modules if name.startswith(("PySide6", "torch"))]
sys.exit(status)
"""

_SLOW_CONVERT = """
import os
import sys
from desktop.command_line import convert_command as commands
from desktop.command_line.main import main

class Slow:
    def __init__(self, generator):
        self.generator, self.calls = generator, 0
    def __getattr__(self, name):
        return getattr(self.generator, name)
    def generate(self, image):
        self.calls += 1
        if self.calls == 4:
            os.write(1, b"ready\\n")
        if self.calls >= 4:
            sys.stdin.readline()
        return self.generator.generate(image)

class Told(commands.StopRequest):
    def _on_signal(self, *details):
        super()._on_signal(*details)
        os.write(1, b"asked to stop\\n")  # print cannot be entered again from a signal

commands.StopRequest = Told
load = commands.load_fastest
commands.load_fastest = lambda model: Slow(load(model))
sys.exit(main(sys.argv[1:]))
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    """Fails with what the process complains about when it ends first."""
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said == f"{line}\n", process.communicate(timeout=60)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "in.mp4", steady(10), sound="aac", sound_ms=400)


def test_no_command_imports_qt(tmp_path: Path, clip: Path, tiny_model_dir: Path) -> None:
    model = ["--model", str(tiny_model_dir)]
    for arguments in (
        ["convert", str(clip), str(tmp_path / "out.mp4"), *model],
        ["models"],
        ["cameras"],
        ["bench", "--size", "64x64", "--seconds", "0.1", *model],
    ):
        with start(_NO_QT, *arguments) as process:
            _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


@pytest.mark.skipif(sys.platform == "win32", reason="a console event cannot be sent to one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ctrl_c_keeps_a_playable_part_and_says_so(tmp_path: Path, clip: Path, tiny_model_dir: Path, name: str) -> None:
    target = tmp_path / "out.mp4"
    with start(_SLOW_CONVERT, "convert", str(clip), str(target), "--model", str(tiny_model_dir)) as process:
        wait_for(process, "ready")
        process.send_signal(signal.Signals[name])
        _, errors = process.communicate("\n" * 20, timeout=60)

    part = tmp_path / "out.partial.mp4"
    assert process.returncode == 130, errors
    assert str(part) in errors
    assert "Traceback" not in errors
    assert "ends early" not in errors, "the clip is whole: it was we who stopped"
    assert 3 <= len(read_video(part).levels) < 10
    assert not target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a console event cannot be sent to one process")
def test_a_second_ctrl_c_stops_at_once_and_leaves_nothing(tmp_path: Path, clip: Path, tiny_model_dir: Path) -> None:
    target = tmp_path / "out.mp4"
    with start(_SLOW_CONVERT, "convert", str(clip), str(target), "--model", str(tiny_model_dir)) as process:
        wait_for(process, "ready")
        process.send_signal(signal.SIGINT)
        wait_for(process, "asked to stop")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert not list(tmp_path.glob("*out*"))
