"""The program as it is started, with a real display: a window is opened, shows a picture, ends on Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys
from core.sources.synthetic import SyntheticSource
from desktop.program import run
from desktop.live.source_choice import given_choice
from core.models.places import ModelFolders
sys.exit(run(given_choice(SyntheticSource(320, 240)), None, ModelFolders()))
"""


@pytest.fixture
def display(tmp_path: Path):
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed: apt-get install xvfb")
    with (tmp_path / "number").open("w+") as number:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(number.fileno()), "-screen", "0", "1280x800x24"],
            pass_fds=[number.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_text(tmp_path / "number", "\n", server)
            yield f":{(tmp_path / 'number').read_text().strip()}"
        finally:
            server.terminate()
            server.wait(10)


def wait_for_text(file: Path, text: str, process: subprocess.Popen) -> None:
    """Until the file holds the text; fails when the process ends first."""
    for _ in range(600):
        if file.is_file() and text in file.read_text():
            return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"ended with {process.returncode} before {text!r} was in {file}")
    pytest.fail(f"no {text!r} in {file}")


def test_the_window_opens_shows_the_picture_and_ends_on_ctrl_c(display: str, tmp_path: Path):
    home = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = {**os.environ, **home, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], env=environment, stderr=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    try:
        wait_for_text(tmp_path / "STATE" / "ToonClip" / "log" / "toonclip.log", "the picture is shown", program)
        program.send_signal(signal.SIGINT)
        _, complaints = program.communicate(timeout=30)
    finally:
        program.kill()
        program.wait(10)
    assert program.returncode == 0, complaints
    assert "Traceback" not in complaints
    assert (tmp_path / "CONFIG" / "ToonClip" / "settings.json").is_file()
