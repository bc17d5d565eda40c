"""However the program's life ends while it records: the clip is saved or plays, and the process is gone in time."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from desktop.live.settings import Settings
from support.display import TalkingProcess, Xvfb, xvfb
from support.samples import write_settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and displays of Linux")

_PROGRAM = """
import ctypes, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from core.models.places import ModelFolders
from core.sources.synthetic import SyntheticSource
from desktop.live.source_choice import given_choice
from desktop.program import run
from desktop.system.end_signals import EndSignals
from desktop.window.main_window import MainWindow

what, folder = sys.argv[1], Path(sys.argv[2])

class StuckSource(SyntheticSource):
    '''A driver that never comes back from a read.'''
    reconnects = True
    def read(self):
        if stuck:
            ctypes.CDLL(None).sleep(3600)
        return super().read()

recording, stuck = [], []
app = QApplication(sys.argv[:1])

def look():
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)
    if window is None or window.view.frame is None or window.view.message is not None:
        return
    if not recording and window.acts.record.isEnabled():
        recording.append(True)
        window.acts.record.trigger()
    elif window.view.marks.recording == "REC 0:01":
        timer.stop()
        if what.startswith("stuck"):
            stuck.append(True)
        print("recording", flush=True)
        if what in ("close", "stuck-close"):
            window.close()
        elif what == "busy":
            threading.Event().wait()

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
with EndSignals() as signals:
    source, model = given_choice(StuckSource(320, 240)), str(folder / "model")
    sys.exit(run(source, model, ModelFolders(user=folder / "models"), signals))
"""


@pytest.fixture
def screen() -> Iterator[Xvfb]:
    with xvfb() as server:
        yield server


@pytest.fixture
def clips(tmp_path: Path, tiny_model_dir: Path) -> Path:
    """Where the program saves its clips: settings say so, and the model is a tiny one."""
    shutil.copytree(tiny_model_dir, tmp_path / "model")
    settings = tmp_path / "CONFIG" / "ToonClip" / "settings.json"
    settings.parent.mkdir(parents=True)
    write_settings(Settings(save_folder=str(tmp_path / "clips")), settings)
    return tmp_path / "clips"


@pytest.fixture
def program(request: pytest.FixtureRequest, screen: Xvfb, clips: Path, tmp_path: Path) -> Iterator[TalkingProcess]:
    """Records for a second already; the parameter says what else it does."""
    variables = {"DISPLAY": screen.number, "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": None}
    program = TalkingProcess(_PROGRAM, getattr(request, "param", ""), str(tmp_path), home=tmp_path, variables=variables)
    try:
        program.wait_for("recording")
        yield program
    finally:
        program.kill()


def seconds_that_play(path: Path) -> float:
    with av.open(str(path)) as clip:
        return max(float(frame.time or 0) for frame in clip.decode(video=0))


def saved_clip(clips: Path) -> Path:
    """The only file there, finished."""
    (clip,) = clips.iterdir()
    assert clip.suffix == ".mp4", clip
    return clip


@pytest.mark.parametrize(
    "name", ["SIGTERM", pytest.param("SIGINT", marks=pytest.mark.slow), pytest.param("SIGHUP", marks=pytest.mark.slow)]
)
def test_a_signal_ends_it_in_order(program: TalkingProcess, clips: Path, name: str):
    program.send(signal.Signals[name])
    assert program.end() == 130, program.complaints
    assert seconds_that_play(saved_clip(clips)) > 0.7
    assert program.complaints == ""


def test_a_second_ctrl_c_ends_it_at_once_and_what_was_recorded_plays(program: TalkingProcess, clips: Path):
    program.send(signal.SIGINT)
    program.send(signal.SIGINT)
    assert program.end() == 130, program.complaints
    assert max(seconds_that_play(path) for path in clips.iterdir()) > 0.5


@pytest.mark.parametrize(
    "program",
    ["stuck", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("busy", "stuck-close"))],
    indirect=True,
)
def test_a_thread_that_never_returns_keeps_nothing(program: TalkingProcess, clips: Path, request):
    kind = request.node.callspec.params["program"]
    if kind != "stuck-close":
        program.send(signal.SIGTERM)
    assert program.end() == (0 if kind == "stuck-close" else 130), program.complaints
    assert "abort" not in program.complaints.lower()
    assert any(clips.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("program", ["close"], indirect=True)
def test_a_closed_window_ends_it_well(program: TalkingProcess, clips: Path):
    assert program.end() == 0, program.complaints
    assert seconds_that_play(saved_clip(clips)) > 0.7


def test_the_end_of_the_display_server_saves_the_clip(program: TalkingProcess, screen: Xvfb, clips: Path):
    screen.stop()
    assert program.end() == 1, program.complaints
    assert seconds_that_play(saved_clip(clips)) > 0.7
    assert "Traceback" not in program.complaints


@pytest.mark.parametrize(
    "fate", ["deleted", *(pytest.param(fate, marks=pytest.mark.slow) for fate in ("renamed", "closed"))]
)
def test_a_folder_of_clips_that_vanished_does_not_keep_it(program: TalkingProcess, clips: Path, fate: str):
    if fate == "deleted":
        shutil.rmtree(clips)
    elif fate == "renamed":
        clips.rename(clips.with_name("elsewhere"))
    else:
        clips.chmod(0)
    program.send(signal.SIGTERM)
    status = program.end()
    assert status in {1, 130}, program.complaints
    assert "Traceback" not in program.complaints
    assert program.complaints.startswith("toonclip: ") is (status == 1)
