"""LiveMeter: what a person gets of a running engine: rate, latency and its stages, drops, processor time, memory."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from core.frame import ComposedFrame
from core.metrics import percentile

_BYTES_PER_MB = 1e6
_NS_PER_MS = 1e6
_OTHERS = "runtime, codecs"


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What was measured between `begin` and `end`. Rates are frames a second; `*_ms` pairs are (median, 95 %).

    Attributes:
        fps: of the frames that were shown.
        latency_ms: from capture to paint or sink.
        generator_ms: one call of the generator, while everything else runs.
        working_sizes: of the network's images, (width, height), in the order in which they came.
        dropped: captured frames that were never shown.
        stages_ms: (name, mean); they add up to the mean latency.
        cores: processor time a second, of the whole process.
        threads: (name, processor time a second); they add up to `cores`.
        others_cores: what other programs took meanwhile: on a quiet machine about 0.
        rss_mb: memory of the process at the end.
    """

    fps: float
    latency_ms: tuple[float, float]
    generator_ms: tuple[float, float]
    working_sizes: tuple[tuple[int, int], ...]
    dropped: int
    stages_ms: tuple[tuple[str, float], ...]
    cores: float
    threads: tuple[tuple[str, float], ...]
    others_cores: float
    rss_mb: float


@dataclass(slots=True)
class _Shown:
    """Sums over the frames that were shown."""

    times_ns: list[int] = field(default_factory=list[int])
    indices: list[int] = field(default_factory=list[int])
    latencies_ms: list[float] = field(default_factory=list[float])
    generator_ms: list[float] = field(default_factory=list[float])
    stages_ms: list[tuple[float, ...]] = field(default_factory=list[tuple[float, ...]])
    sizes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


class LiveMeter:
    """Told of every frame that is shown. `seen` is called by one thread, the others by any.

    Args:
        last_stage: what comes after the compositor.
    """

    def __init__(self, last_stage: str) -> None:
        self._stage_names = ("waits for the generator", "generator", "waits for the compositor", "compositor")
        self._stage_names += (last_stage,)
        self._counting = False
        self._shown = _Shown()
        self._process = psutil.Process()
        self._began_s = 0.0
        self._began_cpu_s = self._began_busy_s = 0.0
        self._began_threads: dict[int, float] = {}

    def begin(self) -> None:
        """Count from now on."""
        self._shown = _Shown()
        self._began_threads = _thread_times(self._process)
        self._began_cpu_s, self._began_busy_s = _process_time(self._process), _busy_time()
        self._began_s = time.perf_counter()
        self._counting = True

    def seen(self, composed: ComposedFrame) -> None:
        """A frame was shown just now."""
        if not self._counting:
            return
        shown, now_ns, source = self._shown, time.perf_counter_ns(), composed.source
        shown.times_ns.append(now_ns)
        shown.indices.append(source.index)
        line = composed.timeline
        stations = (
            source.captured_ns,
            line.taken_ns,
            line.generated_ns,
            line.composing_ns,
            line.composed_ns,
            now_ns,
        )
        shown.latencies_ms.append((now_ns - source.captured_ns) / _NS_PER_MS)
        shown.stages_ms.append(tuple((b - a) / _NS_PER_MS for a, b in itertools.pairwise(stations)))
        if composed.generated is not None:
            shown.generator_ms.append(composed.generated.elapsed_ms)
            rows, columns = composed.generated.image.shape[:2]
            if shown.sizes[-1:] != [(columns, rows)]:
                shown.sizes.append((columns, rows))

    def end(self) -> LiveReport:
        """Stop counting."""
        self._counting = False
        lasted_s = time.perf_counter() - self._began_s
        cpu_s = _process_time(self._process) - self._began_cpu_s
        busy_s = _busy_time() - self._began_busy_s
        threads = self._threads(cpu_s)
        shown = self._shown
        return LiveReport(
            fps=_rate(shown.times_ns),
            latency_ms=_spread(shown.latencies_ms),
            generator_ms=_spread(shown.generator_ms),
            working_sizes=tuple(shown.sizes),
            dropped=shown.indices[-1] - shown.indices[0] + 1 - len(shown.indices) if shown.indices else 0,
            stages_ms=tuple(zip(self._stage_names, _means(shown.stages_ms), strict=False)),
            cores=cpu_s / lasted_s,
            threads=tuple((name, spent_s / lasted_s) for name, spent_s in threads.items()),
            others_cores=max(0.0, busy_s - cpu_s) / lasted_s,
            rss_mb=self._process.memory_info().rss / _BYTES_PER_MB,
        )

    def _threads(self, cpu_s: float) -> dict[str, float]:
        """Processor seconds by thread; what is not Python's, or has ended meanwhile, comes last, together."""
        names = {thread.native_id: thread.name for thread in threading.enumerate()}
        spent: dict[str, float] = {}
        for number, now_s in _thread_times(self._process).items():
            if number in names:
                spent[names[number]] = spent.get(names[number], 0.0) + now_s - self._began_threads.get(number, 0.0)
        spent = dict(sorted(spent.items(), key=lambda item: -item[1]))
        return spent | {_OTHERS: max(0.0, cpu_s - sum(spent.values()))}


def _thread_times(process: psutil.Process) -> dict[int, float]:
    """Processor seconds by the system's number of the thread."""
    return {thread.id: thread.user_time + thread.system_time for thread in process.threads()}


def _process_time(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _busy_time() -> float:
    """Processor seconds of the whole machine that were not idle."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)


def _rate(times_ns: Sequence[int]) -> float:
    return (len(times_ns) - 1) * 1e9 / (times_ns[-1] - times_ns[0]) if len(times_ns) > 1 else 0.0


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return percentile(values, 50), percentile(values, 95)


def _means(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))
