"""Uses the real window restlessly for some minutes and fails when it grows, raises or loses a clip.

Run: python tests/soak.py --minutes 10. Sources, models and layouts are switched every 10 s, clips recorded every 15 s,
the window resized every 7 s; the camera stalls, gets lost and raises. At the end of every minute the window comes to
rest, always in the same state, and is measured: a line of the table. Without a display Qt's offscreen platform is used.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & set(os.environ):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from av.error import FFmpegError
from PySide6.QtWidgets import QApplication

from core.memory import give_back_memory
from core.sinks.recorder import RecordingSummary
from desktop.system.crash import CrashHooks
from desktop.system.heap import bound_heap
from support.process_figures import ProcessFigures, process_figures
from support.soaked_window import SoakedWindow
from support.video_files import read_video

_WARM_ROUNDS = 2
_MOST_GROWTH = 0.02
_MOST_HOLES = 0.15
_QUICK_SLACK = 3
_SAMPLES = 20
_HEADER = "minute  RSS MB  in use MB  threads  fds  clips   fps"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often what happens, how long a rest is before it is measured and for how long, in seconds."""

    round_s: float = 60.0
    switch_s: float = 10.0
    record_s: float = 7.5
    resize_s: float = 7.0
    rest_s: float = 8.0
    measure_s: float = 2.0


_QUICK = Pace(round_s=4.0, switch_s=1.2, record_s=0.9, resize_s=0.4, rest_s=0.4, measure_s=0.2)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the window at rest.

    Attributes:
        minute: since the start.
        rss_mb: resident memory as it is found; with pictures coming and going it has holes, here more, there fewer.
        in_use: the same without the holes, threads and descriptors.
        clips: saved so far.
        fps: of the pipeline.
    """

    minute: float
    rss_mb: float
    in_use: ProcessFigures
    clips: int
    fps: float

    def __str__(self) -> str:
        used = self.in_use
        words = f"{self.minute:6.1f}  {self.rss_mb:6.1f}  {used.rss_mb:9.1f}  {used.threads:7d}  {used.descriptors:3d}"
        return f"{words}  {self.clips:5d}  {self.fps:4.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--quick", action="store_true", help="three short rounds, without a judgement of the memory")
    given = parser.parse_args(arguments)
    bound_heap()  # as the program does
    pace, rounds = (_QUICK, 3) if given.quick else (Pace(), max(1, round(given.minutes)))
    with tempfile.TemporaryDirectory() as folder, _collecting_uncaught() as uncaught:
        window = SoakedWindow(QApplication(sys.argv[:1]), Path(folder))
        lines = soak(window, pace, rounds)
        failures = judge(lines, quick=given.quick) + window.failures + broken_clips(window.saved)
    failures += [f"Nobody caught {error!r}." for error in uncaught]
    for failure in failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if failures else 0


def soak(window: SoakedWindow, pace: Pace, rounds: int) -> list[Line]:
    """Use the window, print a line a round, close it."""
    print(_HEADER, flush=True)
    window.start()
    began_s = time.monotonic()
    lines: list[Line] = []
    for _ in range(rounds):
        _be_restless(window, pace)
        window.rest()
        window.work(pace.rest_s)
        lines.append(_measure(window, pace, (time.monotonic() - began_s) / 60))
        print(lines[-1], flush=True)
    window.close()
    return lines


def _be_restless(window: SoakedWindow, pace: Pace) -> None:
    """One round of deeds, each at its own pace."""
    now_s = time.monotonic()
    end_s = now_s + pace.round_s - pace.rest_s
    deeds: list[tuple[float, Callable[[], None]]] = [
        (pace.switch_s, window.switch),
        (pace.record_s, window.toggle_recording),
        (pace.resize_s, window.resize),
    ]
    due_s = [now_s + period_s for period_s, _ in deeds]
    while time.monotonic() < end_s:
        for number, (period_s, deed) in enumerate(deeds):
            if time.monotonic() >= due_s[number]:
                deed()
                due_s[number] += period_s
        window.work(0.05)


def _measure(window: SoakedWindow, pace: Pace, minute: float) -> Line:
    """Medians of some time, as found, and after all that is free was given back."""
    gc.collect()
    found = _median(window, pace)
    give_back_memory()
    return Line(minute, found.rss_mb, _median(window, pace), len(window.saved), window.fps)


def _median(window: SoakedWindow, pace: Pace) -> ProcessFigures:
    samples: list[ProcessFigures] = []
    for _ in range(_SAMPLES):
        window.work(pace.measure_s / _SAMPLES)
        samples.append(process_figures())
    return ProcessFigures(
        statistics.median(sample.rss_mb for sample in samples),
        statistics.median_low(sample.threads for sample in samples),
        statistics.median_low(sample.descriptors for sample in samples),
    )


def judge(lines: Sequence[Line], *, quick: bool = False) -> list[str]:
    """What differs between the end and the second round, when everything has been used once.

    Args:
        lines: the table.
        quick: memory is not judged, and a few threads and descriptors may differ.
    """
    before, after = lines[min(_WARM_ROUNDS, len(lines)) - 1], lines[-1]
    failures = [] if quick else _growth(before, after)
    for what in ("threads", "descriptors"):
        was, is_now = getattr(before.in_use, what), getattr(after.in_use, what)
        if abs(was - is_now) > (_QUICK_SLACK if quick else 0):
            failures.append(f"{was} {what} became {is_now}.")
    if after.fps == 0:
        failures.append("The picture stands still.")
    if not after.clips:
        failures.append("No clip was saved.")
    return failures


def _growth(before: Line, after: Line) -> list[str]:
    when = f"from minute {before.minute:.1f} to {after.minute:.1f}"
    used, held = after.in_use.rss_mb / before.in_use.rss_mb - 1, after.rss_mb / before.rss_mb - 1
    failures = []
    if abs(used) > _MOST_GROWTH:
        failures.append(f"The memory in use changed by {used:+.1%} {when}.")
    if held > _MOST_HOLES:
        failures.append(f"RSS rose by {held:.1%} {when}.")
    return failures


def broken_clips(clips: Sequence[RecordingSummary]) -> list[str]:
    """Decode every clip to its end and compare it with what was said of it."""
    broken = []
    for said in clips:
        try:
            frames = len(read_video(said.path).times_s)
        except (OSError, FFmpegError) as error:
            broken.append(f"{said.path.name} does not decode: {error}")
            continue
        if frames != said.frames_written:
            broken.append(f"{said.path.name} holds {frames} pictures, {said.frames_written} were announced.")
    return broken


@contextmanager
def _collecting_uncaught() -> Iterator[list[object]]:
    """A list that fills with what nobody catches on any thread; the log, where the camera's moods go, is not shown."""
    uncaught: list[object] = []
    logging.getLogger().addHandler(logging.NullHandler())
    hooks = CrashHooks(uncaught.append)
    hooks.install()
    sys.unraisablehook = lambda args: uncaught.append(args.exc_value)
    try:
        yield uncaught
    finally:
        sys.unraisablehook = sys.__unraisablehook__
        hooks.remove()


if __name__ == "__main__":
    sys.exit(main())
