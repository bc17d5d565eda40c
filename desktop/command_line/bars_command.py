"""`toonclip bench --live` without a camera: the cases that people have, each in a process of its own, and the bars."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.cores import processor_name, usable_cores
from core.errors import AppError
from desktop.command_line.terminal import print_json
from desktop.command_line.window_command import has_display

_OK, _MISSED = 0, 1
_CASES: tuple[tuple[str, ...], ...] = (
    ("--camera", "1280x720@30"),
    ("--camera", "1280x720@30", "--record"),
    ("--camera", "1920x1080@30", "--record"),
)
_LEAST_FPS, _MOST_LATENCY_MS, _LEAST_KEPT, _MOST_DELAY_MS, _LATEST_TOON_S = 29.0, 66.0, 0.95, 16.0, 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and what it has to be.

    Attributes:
        name: for people.
        value: as measured.
        bound: the least or the most.
        at_least: which of both.
    """

    name: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def missing(self) -> float:
        """By how much it is missed; 0 when it is met."""
        return max(0.0, self.bound - self.value if self.at_least else self.value - self.bound)


def bench_bars(model: str | None, seconds: float, *, as_json: bool) -> int:
    """Measure every case one after the other and print all figures, and which bars are met.

    Returns:
        The exit status: 1 when a bar is missed.

    Raises:
        AppError: a case failed.
    """
    rows = [_measured(case, model, seconds) for case in _CASES]
    bars = [bar for row in rows for bar in bars_of(row)]
    if as_json:
        told = [{"bar": bar.name, "value": bar.value, "bound": bar.bound, "missed_by": bar.missing} for bar in bars]
        print_json({"cases": rows, "bars": told})
    else:
        print(f"{rows[0]['model']} on {processor_name()}, {usable_cores()} cores")
        _print_cases(rows)
        _print_bars(bars)
    return _MISSED if any(bar.missing for bar in bars) else _OK


def bars_of(figures: Mapping[str, Any]) -> list[Bar]:
    """The bars of a case."""
    case = _name(figures)
    bars = [
        Bar(f"{case}: toons a second", figures["fps"], _LEAST_FPS, at_least=True),
        Bar(f"{case}: share kept of the generator's rate", figures["kept_ratio"], _LEAST_KEPT, at_least=True),
    ]
    if figures["camera"].startswith("1280"):
        bars.append(Bar(f"{case}: latency, ms, 95 %", figures["latency_ms"]["p95"], _MOST_LATENCY_MS))
    delay_ms = max(figures[name][1] for name in ("event_loop_ms", "strip_ms", "switching_ms"))
    bars.append(Bar(f"{case}: delay of the event loop, ms, 99 %", delay_ms, _MOST_DELAY_MS))
    bars.append(Bar(f"{case}: first toon, s after the start", figures["first_toon_s"], _LATEST_TOON_S))
    return bars


def _measured(case: Sequence[str], model: str | None, seconds: float) -> dict[str, Any]:
    """The figures of one case; without a display the window is drawn by Qt's offscreen platform."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    given = ["--model", model] if model is not None else []
    command = [*program, "bench", "--live", *case, "--window", *given, "--seconds", str(seconds), "--json"]
    display = {} if has_display() else {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **display})
    if ended.returncode:
        raise AppError(f"`toonclip {' '.join(command[len(program) :])}` failed: {ended.stderr.strip()}")
    return json.loads(ended.stdout)


def _name(figures: Mapping[str, Any]) -> str:
    return f"{figures['camera']}{', recording' if figures['recording'] else ''}"


def _print_cases(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = (
        ("toons/s", 8),
        ("latency ms, 95 %", 20),
        ("generator ms", 14),
        ("drawn at", 10),
        ("cores", 7),
        ("others", 8),
    )
    print(f"\n{'camera':<26}" + "".join(f"{title:>{width}}" for title, width in columns))
    for row in rows:
        latency = f"{row['latency_ms']['p50']:.0f}, {row['latency_ms']['p95']:.0f}"
        size = row["working_sizes"][-1] if row["working_sizes"] else "-"
        print(
            f"{_name(row):<26}{row['fps']:>8.1f}{latency:>20}{row['generator_ms']['p50']:>14.1f}{size:>10}"
            f"{row['cores']:>7.2f}{row['others_cores']:>8.2f}"
        )


def _print_bars(bars: Sequence[Bar]) -> None:
    print()
    for bar in bars:
        bound = f"{'at least' if bar.at_least else 'at most'} {bar.bound:g}"
        said = f"missed by {bar.missing:.2f}" if bar.missing else "met"
        print(f"{bar.name:<68}{bar.value:>8.2f}  {bound:<14}{said}")
