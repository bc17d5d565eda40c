"""The program as it is started, with a real display: a window is opened, shows a picture, ends on Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.display import xvfb

_PROGRAM = """
import sys
from core.sources.synthetic import SyntheticSource
from desktop.program import run
from desktop.system.end_signals import EndSignals
from desktop.live.source_choice import given_choice
from core.models.places import ModelFolders
with EndSignals() as signals:
    sys.exit(run(given_choice(SyntheticSource(320, 240)), None, ModelFolders(), signals))
"""


@pytest.fixture
def display() -> Iterator[str]:
    with xvfb() as server:
        yield server.number


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
    assert program.returncode == 130, complaints
    assert "Traceback" not in complaints
    assert (tmp_path / "CONFIG" / "ToonClip" / "settings.json").is_file()
