"""Conversions that are ended early, and error streams that are gone: what is left plays, and is gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial

from support.played import played
from support.situations.situation import Finding, Kind, Place, Situation
from support.video_files import steady, write_video

_FRAMES, _ENDED_AT, _FEWEST = 320, 300, 240
"""A key frame comes every 125 frames; behind the last one frames are lost with the power."""
_ENDED = f"""
import os, signal, sys
from desktop.command_line import convert_command, terminal
from desktop.command_line.main import main

class Ended(terminal.Progress):
    def __call__(self, done, total):
        super().__call__(done, total)
        if done == {_ENDED_AT}:
            os.kill(os.getpid(), int(os.environ["ENDED_BY"]))

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has it ignored
if os.environ["ENDED_BY"] != "0":
    convert_command.Progress = Ended
sys.exit(main(["convert", "--layout", "original", *sys.argv[1:]]))
"""


def _run(place: Place, *options: str, ended_by: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _ENDED, *options, "in.mp4", "out.mp4"],
        cwd=place.folder,
        env=os.environ | {"ENDED_BY": str(ended_by), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _ended(ended_by: int, place: Place) -> Finding:
    write_video(place.folder / "in.mp4", steady(_FRAMES), sound="aac", sound_ms=12_800)
    told = _run(place, ended_by=ended_by)
    if (place.folder / "out.mp4").exists() or not (place.folder / "out.partial.mp4").exists():
        return Finding(f"exit {told.returncode}, no part: {told.stderr}", right=False)
    kept = len(played(place.folder / "out.partial.mp4").times_s)
    again = _run(place, "--resume", ended_by=0)
    whole = len(played(place.folder / "out.mp4").times_s)
    left = sorted(path.name for path in place.folder.iterdir() if ".partial" in path.name)
    words = f"{kept} of {_FRAMES} pictures play; with --resume {whole}"
    return Finding(words, kept >= _FEWEST and whole == _FRAMES and again.returncode == 0 and not left)


def _without_stream(closed: str, place: Place) -> Finding:
    write_video(place.folder / "in.mp4", steady(60))
    command = f'"$0" -m desktop convert in.mp4 out.mp4 --layout original {closed}'
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["sh", "-c", command, sys.executable], cwd=place.folder, check=False, env=environment)
    frames = len(played(place.folder / "out.mp4").times_s)
    return Finding(f"{frames} of 60 pictures, exit {done.returncode}", frames == 60 and done.returncode == 0)


def _by(given: str, name: str, *, is_slow: bool) -> Situation:
    right = f"at least {_FEWEST} pictures play, --resume makes all {_FRAMES}"
    return Situation(Kind.ENDING, given, right, partial(_ended, getattr(signal, name)), is_slow=is_slow)


_POSIX = (
    (
        _by("kill -9, or the power goes", "SIGKILL", is_slow=False),
        _by("Ctrl-C", "SIGINT", is_slow=True),
        _by("the system shuts down (SIGTERM)", "SIGTERM", is_slow=True),
        _by("the terminal is closed (SIGHUP)", "SIGHUP", is_slow=True),
        *(
            Situation(Kind.ENDING, given, "converted", partial(_without_stream, closed))
            for given, closed in (("no error stream", "2>&-"), ("no stream at all", "<&- >&- 2>&-"))
        ),
    )
    if os.name != "nt"
    else ()
)
_LINUX = (
    (Situation(Kind.ENDING, "a full error stream", "converted", partial(_without_stream, "2>/dev/full")),)
    if sys.platform == "linux"
    else ()
)
SITUATIONS = (*_POSIX, *_LINUX)
