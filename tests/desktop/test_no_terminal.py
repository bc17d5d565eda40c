"""The command line without a terminal: no error stream, full ones, one that is closed while it works."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.video_files import read_video, steady, write_video

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX streams")

_TOONCLIP = [sys.executable, "-m", "desktop"]
_UNTIL_TOLD = """
import os, sys
from desktop.command_line import terminal
from desktop.command_line.main import main

class Slow(terminal.Progress):
    def __call__(self, done, total):
        super().__call__(done, total)
        if done == 40:
            os.write(int(os.environ["READY"]), b"x")
            os.read(int(os.environ["GO_ON"]), 1)

for module in list(sys.modules.values()):
    if getattr(module, "Progress", None) is terminal.Progress:
        module.Progress = Slow
terminal.Progress = Slow
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "in.mp4", steady(60))


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux")
def test_an_answer_that_cannot_be_written_is_a_failure_without_a_traceback(clip: Path, tmp_path: Path):
    command = '"$0" -m desktop convert in.mp4 out.mp4 --layout original >/dev/full'

    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=tmp_path, check=False, env=_environment(), stderr=subprocess.PIPE
    )

    assert done.returncode == 1
    assert b"The answer cannot be written" in done.stderr or not done.stderr
    assert len(read_video(tmp_path / "out.mp4").levels) == 60


def test_a_terminal_that_is_closed_leaves_the_part_that_was_done(clip: Path, tmp_path: Path):
    ready_here, ready_there = os.pipe()
    go_on_there, go_on_here = os.pipe()
    environment = _environment() | {"READY": str(ready_there), "GO_ON": str(go_on_there)}
    process, terminal = pty.fork()
    if process == 0:
        for descriptor in (ready_there, go_on_there):
            os.set_inheritable(descriptor, True)
        os.chdir(tmp_path)
        arguments = ["-c", _UNTIL_TOLD, "convert", "in.mp4", "out.mp4", "--layout", "original"]
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    assert os.read(ready_here, 1) == b"x"

    os.close(terminal)  # the kernel sends SIGHUP
    os.write(go_on_here, b"x")
    _, status = os.waitpid(process, 0)

    assert os.waitstatus_to_exitcode(status) in {1, 130, -signal.SIGHUP}
    assert len(read_video(tmp_path / "out.partial.mp4").levels) == 40
    assert not (tmp_path / "out.mp4").exists()


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
