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
    """

    capture_fps: float = 0.0
    output_fps: float = 0.0
    generate_ms: float = 0.0
    latency_ms: float = 0.0
    dropped: int = 0


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
    """Durations of the last `keep` runs of one stage, in ms. One writing thread, any reader."""

    def __init__(self, keep: int = 60) -> None:
        self._durations_ms: deque[float] = deque(maxlen=keep)

    def add(self, duration_ms: float) -> None:
        self._durations_ms.append(duration_ms)

    def median_ms(self) -> float:
        return percentile(self._durations_ms.copy(), 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
