"""RateMeter, StageTimer and the PipelineStats snapshot."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PipelineStats:
    """A snapshot of the running engine.

    Attributes:
        capture_fps: frames the source delivered, a second.
        output_fps: composed frames, a second.
        generate_ms: median time in the generator.
        latency_ms: median time from capture to the sinks.
        dropped: captured frames that were overwritten before the generator was free.
        working_size: width and height, px, of the newest toon as the generator drew it; None: there is none.
    """

    capture_fps: float = 0.0
    output_fps: float = 0.0
    generate_ms: float = 0.0
    latency_ms: float = 0.0
    dropped: int = 0
    working_size: tuple[int, int] | None = None


class RateMeter:
    """Events a second over the last `window_s`. One writing thread, any reader."""

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_ns = int(window_s * 1e9)
        self._ticks: deque[int] = deque(maxlen=1024)

    def tick(self, now_ns: int | None = None) -> None:
        self._ticks.append(time.perf_counter_ns() if now_ns is None else now_ns)

    def rate(self, now_ns: int | None = None) -> float:
        """Events a second; 0 when fewer than two fell into the window."""
        oldest = (time.perf_counter_ns() if now_ns is None else now_ns) - self._window_ns
        ticks = [tick for tick in self._ticks.copy() if tick >= oldest]
        if len(ticks) < 2 or ticks[-1] == ticks[0]:
            return 0.0
        return (len(ticks) - 1) * 1e9 / (ticks[-1] - ticks[0])


class StageTimer:
    """Durations of one stage over the last `window_s`, in ms. One writing thread, any reader.

    Of a stage that is slower, the newest duration counts twice as long as it took.
    """

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_ns = int(window_s * 1e9)
        self._runs: deque[tuple[int, float]] = deque(maxlen=256)

    def add(self, duration_ms: float, now_ns: int | None = None) -> None:
        self._runs.append((time.perf_counter_ns() if now_ns is None else now_ns, duration_ms))

    def median_ms(self, now_ns: int | None = None) -> float:
        """0 when there is no fresh one."""
        runs = self._runs.copy()
        if not runs:
            return 0.0
        now_ns = time.perf_counter_ns() if now_ns is None else now_ns
        oldest = now_ns - max(self._window_ns, int(2e6 * runs[-1][1]))
        return percentile([duration for ended_ns, duration in runs if ended_ns >= oldest], 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
