"""Tries to lose clips, and prints how many were lost: kills, cuts, damage, full disks.

Run: python tests/clip_safety.py --kills 100. Programs that record are killed at random moments, recordings are cut at
every byte around the heads of three fragments and damaged bit by bit, disks fill up (as root on Linux). Exits with 1
when a promise of the documents was broken.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import WriteError
from core.i420 import to_i420
from core.media.clip_check import check_clip
from core.media.defragment import frames
from core.media.fragments import scan
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.clip_file import ClipFile
from core.sinks.recovery import find_unfinished, recover
from support.killed_recording import kill_recording
from support.small_disk import MountRefused, mounted
from support.unfinished_clips import leave_recording

_LONGEST_LOSS_S = 1.0
_EARLIEST_KILL_S = 0.3
_RATES_FPS = (4, 15, 30, 60)
_FPS = 25
_AROUND_BYTES = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    tried: int
    kept: int
    note: str

    def __str__(self) -> str:
        return f"{self.what:34} {self.tried:6} {self.kept:6}  {self.note}"


def kills(count: int, dice: random.Random, folder: Path) -> Iterator[Line]:
    """Programs killed between 0.3 s and 4 s, at several rates, also when no frame has come for a while."""
    for fps in _RATES_FPS:
        for stalls in (False, True):
            played = recovered = 0
            worst_s = 0.0
            share = max(1, count // (2 * len(_RATES_FPS)))
            for number in range(share):
                clip = folder / f"kill-{fps}-{stalls}-{number}.mp4"
                after_s = dice.uniform(_EARLIEST_KILL_S, 4.0)
                until_s = dice.uniform(0.1, after_s) if stalls else 60.0
                kept = kill_recording(clip, after_s=after_s, fps=fps, seconds_of_frames=until_s)
                played += kept.plays
                worst_s = max(worst_s, kept.lost_s)
                unfinished = [found for found in find_unfinished(folder) if found.clip == clip]
                recovered += bool(unfinished) and recover(unfinished[0].part).facts.frames == kept.frames
            good = min(played, recovered) if worst_s <= _LONGEST_LOSS_S else 0
            what = f"killed, {fps} frames a second{', stalled' if stalls else ''}"
            yield Line(what, share, good, f"lost at most {worst_s:.2f} s; {recovered} recovered")


def cuts(folder: Path) -> Line:
    """A recording cut at every byte around the heads of three fragments."""
    content = leave_recording(folder, "cut.mp4", 60).read_bytes()
    heads = [position for position in range(len(content)) if content[position + 4 : position + 8] == b"moof"]
    positions = sorted({cut for head in heads[1:4] for cut in range(head - _AROUND_BYTES, head + _AROUND_BYTES)})
    before = [_frames(content[:head]) for head in heads]
    kept = 0
    for cut in positions:
        whole = [count for count, head in zip(before, heads, strict=True) if head <= cut]
        kept += _frames(content[:cut]) == max(whole)
    return Line("cut around three fragment heads", len(positions), kept, "every frame before the cut's fragment")


def damage(count: int, dice: random.Random, folder: Path) -> Line:
    """Bits of a finished-to-be recording flipped one at a time; its header is spared, as nothing plays without it."""
    part = leave_recording(folder, "damage.mp4", 100)
    content = part.read_bytes()
    start = content.index(b"moof") - 4
    kept, fewest = 0, 100
    for _ in range(count):
        hurt = bytearray(content)
        hurt[dice.randrange(start, len(hurt))] ^= 1 << dice.randrange(8)
        part.write_bytes(hurt)
        saved = recover(part)
        fewest = min(fewest, saved.facts.frames)
        kept += saved.damaged == 1 and saved.path.with_name("damage.mp4.damaged").read_bytes() == hurt
        for path in (saved.path, saved.path.with_name("damage.mp4.damaged")):
            path.unlink(missing_ok=True)
    return Line("one bit flipped", count, kept, f"at least {fewest} of 100 frames saved, the original kept")


def full_disks(folder: Path) -> Iterator[Line]:
    """Recordings until the disk is full; what the words say against what the clip holds."""
    sizes, kept = (1, 2, 3, 5, 8), 0
    for megabytes in sizes:
        with mounted(folder / f"disk-{megabytes}", megabytes=megabytes) as disk:
            said = _fill(disk / "clip.mp4")
            facts = check_clip(disk / "clip.mp4")
            kept += f"The first {facts.duration_s:.1f} s are saved" in said
    yield Line("disk full while recording", len(sizes), kept, "plays to its end, and its length is as said")


def _fill(path: Path) -> str:
    clip, noise = ClipFile(path), np.random.default_rng(0)
    clip.least_free_bytes = 0
    clip.begin()
    number = 0
    while True:
        try:
            image = noise.integers(0, 256, (240, 320, 3), np.uint8)
            clip.write(to_i420(image), number * CLIP_TIME_BASE.denominator // _FPS)
        except WriteError as error:
            return clip.salvage(error).message
        number += 1


def _frames(content: bytes) -> int:
    file = io.BytesIO(content)
    return sum(1 for _ in frames(file, scan(file)))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flips", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    broken = 0
    print(f"{'':34} {'tried':>6} {'kept':>6}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lines in (iter([cuts(folder)]), iter([damage(options.flips, dice, folder)]), _disks(folder)):
            broken += _print(lines)
        broken += _print(kills(options.kills, dice, folder))
    return 1 if broken else 0


def _disks(folder: Path) -> Iterator[Line]:
    try:
        yield from full_disks(folder)
    except MountRefused as error:
        print(f"disk full: not tried, {error}")


def _print(lines: Iterator[Line]) -> int:
    broken = 0
    for line in lines:
        print(line, flush=True)
        broken += line.tried - line.kept
    return broken


if __name__ == "__main__":
    sys.exit(main())
