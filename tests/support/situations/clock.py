"""The clock of a file: it starts again, jumps, runs over or pauses."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from support.played import played
from support.real_files import flash_and_beep
from support.situations.situation import MOST_OFF_MS, Finding, Kind, Place, Situation
from support.video_files import write_video

_PAUSED_MS = [*range(0, 400, 40), 2400, 2440, 5000]
_BEGINS_AGAIN, _JUMPS, _RUNS_BACK = (0, 0), (2000, 60_000, 0), (60_000, 2000)
_RUNS_OVER = (95_442_000,)
"""Of the 33 bits that count 90 000ths of a second."""


def _joined(suffix: str, starts_ms: tuple[int, ...], place: Place) -> Finding:
    parts = [flash_and_beep(place.folder / f"{number}{suffix}", start) for number, start in enumerate(starts_ms)]
    path = place.folder / f"in{suffix}"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return in_step(place.film(path), recordings=len(starts_ms))


def in_step(path: Path, *, recordings: int) -> Finding:
    """Whether a clip plays recordings of `flash_and_beep` one behind the other."""
    clip = played(path)
    flashes, beeps = clip.flashes_s, clip.beeps_s
    if len(flashes) != recordings or len(beeps) != recordings:
        return Finding(f"{len(flashes)} flashes and {len(beeps)} beeps", right=False)
    off_ms = 1000 * float(np.abs(np.subtract(flashes, beeps)).max())
    longest_s = float(np.diff(clip.times_s).max())
    right = off_ms <= MOST_OFF_MS and abs(clip.duration_s - 2 * recordings) < 0.15 and longest_s < 0.1
    words = f"{len(clip.times_s)} pictures in {clip.duration_s:.2f} s, beeps {off_ms:.0f} ms from their flashes"
    return Finding(words, right and len(clip.times_s) == 50 * recordings)


def _begun_in_the_middle(place: Place) -> Finding:
    whole = flash_and_beep(place.folder / "whole.ts", 1000).read_bytes()
    (place.folder / "in.ts").write_bytes(whole[len(whole) // 188 // 4 * 188 :])
    clip = played(place.film(place.folder / "in.ts"))
    off_ms = 1000 * abs(clip.flashes_s[0] - clip.beeps_s[0])
    return Finding(f"{len(clip.times_s)} pictures, beep {off_ms:.0f} ms from its flash", off_ms <= MOST_OFF_MS)


def _paused(name: str, place: Place) -> Finding:
    clip = played(place.film(write_video(place.folder / name, _PAUSED_MS)))
    if len(clip.times_s) != len(_PAUSED_MS):
        return Finding(f"{len(clip.times_s)} pictures", right=False)
    off_ms = float(np.abs(np.array(clip.times_s) * 1000 - _PAUSED_MS).max())
    return Finding(f"{len(clip.times_s)} pictures, at most {off_ms:.0f} ms from their times", off_ms <= 2)


def _single(place: Place) -> Finding:
    clip = played(place.film(write_video(place.folder / "in.mp4", [0])))
    return Finding(f"{len(clip.times_s)} picture", len(clip.times_s) == 1)


def _in_order(given: str, suffix: str, starts_ms: tuple[int, ...]) -> Situation:
    right = "one after the other, sound within 40 ms"
    return Situation(Kind.CLOCK, given, right, partial(_joined, suffix, starts_ms))


SITUATIONS = (
    _in_order("two television recordings joined, .ts", ".ts", _BEGINS_AGAIN),
    _in_order("three joined, whose clocks jump a minute", ".ts", _JUMPS),
    _in_order("two joined, whose clock runs back a minute", ".ts", _RUNS_BACK),
    _in_order("two chapters of a DVD joined, .vob", ".vob", _BEGINS_AGAIN),
    _in_order("two files joined, .mkv", ".mkv", _BEGINS_AGAIN),
    _in_order("a receiver whose clock runs over after 26 hours", ".ts", _RUNS_OVER),
    Situation(Kind.CLOCK, "a recording that begins within a group", "sound within 40 ms", _begun_in_the_middle),
    Situation(Kind.CLOCK, "a screen that stood still, .mp4", "every picture at its time", partial(_paused, "in.mp4")),
    Situation(Kind.CLOCK, "a screen that stood still, .mkv", "every picture at its time", partial(_paused, "in.mkv")),
    Situation(Kind.CLOCK, "a video of one picture", "one picture", _single),
)
