"""A restless person's half a minute in the real window; and the verdict of the long run can be bad."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.sinks.recorder import RecordingSummary
from soak import Line, broken_clips, judge
from support.process_figures import ProcessFigures
from support.video_files import steady, write_video

SOAK = Path(__file__).parents[1] / "soak.py"
LINES = [Line(minute, 440.0, ProcessFigures(400.0, 12, 10), 4, 25.0) for minute in (1, 2, 3)]


def test_nothing_is_lost_leaked_or_raised_in_a_restless_moment():
    ended = subprocess.run(
        [sys.executable, SOAK, "--quick"], capture_output=True, text=True, timeout=110, check=False, cwd=SOAK.parents[1]
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(ended.stdout.splitlines()) == 4


def test_a_window_that_stays_as_it_was_passes():
    assert not judge(LINES)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (ProcessFigures(409.0, 12, 10), "The memory in use changed by +2.2% from minute 2.0 to 3.0."),
        (ProcessFigures(391.0, 12, 10), "The memory in use changed by -2.2% from minute 2.0 to 3.0."),
        (ProcessFigures(400.0, 13, 10), "12 threads became 13."),
        (ProcessFigures(400.0, 12, 11), "10 descriptors became 11."),
    ],
)
def test_a_window_that_grows_fails(last: ProcessFigures, words: str):
    assert judge([*LINES[:2], replace(LINES[2], in_use=last)]) == [words]


def test_holes_in_the_memory_are_borne_up_to_a_bound():
    assert not judge([*LINES[:2], replace(LINES[2], rss_mb=480.0)])
    assert judge([*LINES[:2], replace(LINES[2], rss_mb=520.0)]) == ["RSS rose by 18.2% from minute 2.0 to 3.0."]


def test_a_picture_that_stands_still_and_a_run_without_clips_fail():
    assert judge([*LINES[:2], replace(LINES[2], fps=0.0, clips=0)]) == [
        "The picture stands still.",
        "No clip was saved.",
    ]


def test_a_clip_that_holds_less_than_was_said_or_does_not_decode_fails(tmp_path: Path):
    whole, short, nonsense = (tmp_path / f"{name}.mp4" for name in ("whole", "short", "nonsense"))
    write_video(whole, steady(5))
    write_video(short, steady(4))
    nonsense.write_bytes(b"no film")

    failures = broken_clips([RecordingSummary(path, 0.2, 5, 0) for path in (whole, short, nonsense)])

    assert failures[0] == "short.mp4 holds 4 pictures, 5 were announced."
    assert failures[1].startswith("nonsense.mp4 does not decode")
    assert len(failures) == 2
