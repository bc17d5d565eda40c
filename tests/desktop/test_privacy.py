"""Nothing that the program does by itself leaves the computer: its sockets are watched while it does all it can do."""

import shutil
from pathlib import Path

import pytest

from support.network_watch import NetworkWatch
from support.video_files import steady, write_video

# Ends itself as a person's Ctrl-C would, once the picture is there.
WINDOW = """
import os, signal, sys, threading, time
from desktop.command_line.main import main
from desktop.system.log import log_file

def end():
    while not (log_file().is_file() and "the picture is shown" in log_file().read_text()):
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=end, daemon=True).start()
sys.exit(main(sys.argv[1:]))
"""
RECORDING = """
import sys
from pathlib import Path
from desktop.self_test.run import run_self_test

sys.exit(run_self_test(0.4, Path(sys.argv[1]), in_window=True))
"""


@pytest.fixture
def watch(tmp_path: Path) -> NetworkWatch:
    (tmp_path / "watch").mkdir()
    return NetworkWatch(tmp_path / "watch")


def test_a_program_that_asks_another_computer_is_caught(watch: NetworkWatch):
    """The other tests of this file are worth something."""
    seen = watch.run("-m", "desktop", "models", "add", "hf://somebody/something")

    assert seen.status != 0
    assert any("huggingface.co" in asked for asked in seen.asked)


def test_a_library_that_asks_another_computer_is_caught(watch: NetworkWatch):
    code = (
        "import ctypes, socket; s = socket.socket(); a = bytes([2, 0, 0, 9, 192, 0, 2, 1]) + bytes(8); "
        "s.setblocking(False); ctypes.CDLL(None).connect(s.fileno(), a, 16)"
    )
    seen = watch.run("-c", code)
    if not seen.strace:
        pytest.skip("strace is not installed, or may not be used here")

    assert seen.asked == ["connect 192.0.2.1:9"]


def test_the_window_keeps_to_itself(watch: NetworkWatch):
    seen = watch.run("-c", WINDOW, "--source", "sample", "--model", "comic-hero")

    assert (seen.status, seen.asked) == (130, []), seen.complaints


def test_recording_keeps_to_itself(watch: NetworkWatch, tmp_path: Path, tiny_model_dir: Path):
    (tmp_path / "bundled").mkdir()
    shutil.move(tiny_model_dir, tmp_path / "bundled")
    seen = watch.run("-c", RECORDING, str(tmp_path / "bundled"))

    assert (seen.status, seen.asked) == (0, []), seen.complaints
    assert '"surface": "window"' in seen.output
    assert '"clip": {"frames"' in seen.output


def test_the_commands_keep_to_themselves(watch: NetworkWatch, tmp_path: Path, tiny_model_dir: Path):
    clip = write_video(tmp_path / "in.mp4", steady(10), sound="aac", sound_ms=400)
    for arguments in (
        ("models", "add", str(tiny_model_dir)),
        ("convert", str(clip), str(tmp_path / "out.mp4"), "--model", "tiny-inverter"),
        ("bench", "--size", "64x64", "--seconds", "0.1", "--model", "tiny-inverter"),
        ("cameras",),
    ):
        seen = watch.run("-m", "desktop", *arguments)
        assert (seen.status, seen.asked) == (0, []), (arguments, seen.complaints)
