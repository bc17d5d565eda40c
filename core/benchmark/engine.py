"""run_benchmark(): how fast a generator is alone, and how much of that the whole engine keeps, as data."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

import psutil

from core.errors import AppError
from core.events import Event as EngineEvent
from core.events import GeneratorFailed, SourceFailed
from core.frame import ComposedFrame, Frame, RgbImage
from core.generators.base import ImageGenerator
from core.mailbox import LatestSlot
from core.metrics import percentile
from core.models.manifest import Precision
from core.pipeline.pipeline import Pipeline
from core.sources.capture import CaptureWorker
from core.sources.synthetic import SyntheticSource

_ROUNDS = 5
_WARM_UP_CALLS = 2
_CAMERA_LEAD = 1.5
_LEAST_CAMERA_FPS = 30.0
_JOIN_S = 10.0
_BYTES_PER_MB = 1e6


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """What was measured. Rates are frames a second; `*_ms` are (median, 95th percentile).

    Attributes:
        provider: that ran the network.
        precision: of the network.
        generator_ms: one call of the generator alone.
        generator_fps: of the generator alone.
        pipeline_fps: frames that reached a sink while a synthetic camera ran faster than the generator.
        latency_ms: from capture to the sink.
        dropped: frames of that camera that were overwritten, as they should be.
        rss_mb: memory of the process at the end.
    """

    provider: str
    precision: Precision
    generator_ms: tuple[float, float]
    generator_fps: float
    pipeline_fps: float
    latency_ms: tuple[float, float]
    dropped: int
    rss_mb: float

    @property
    def overhead_ratio(self) -> float:
        """The share of the generator's rate that the pipeline keeps."""
        return self.pipeline_fps / self.generator_fps if self.generator_fps else 0.0


def run_benchmark(
    generator: ImageGenerator,
    *,
    width: int,
    height: int,
    seconds: float,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> BenchmarkReport:
    """Measure for about `seconds`. Blocks. Stays open: the caller closes the generator.

    Generator and pipeline take turns in short slices, so that a machine whose speed changes slows both.

    Args:
        generator: loaded.
        width: of the camera's images, px.
        height: of the camera's images, px.
        seconds: of measuring, half of them the generator alone.
        progress: told the slices done, and of how many.
        cancelled: asked before each slice; what was measured so far is reported.

    Raises:
        GenerateFailed: the generator failed.
    """
    image = _one_image(width, height)
    for _ in range(_WARM_UP_CALLS):
        generator.generate(image)
    alone, piped = _Tally(), _Tally()
    slice_s = seconds / (2 * _ROUNDS)
    for number in range(_ROUNDS):
        if number and cancelled():
            break
        _run_alone(generator, image, slice_s, alone)
        progress(2 * number + 1, 2 * _ROUNDS)
        source = SyntheticSource(width, height, max(_LEAST_CAMERA_FPS, _CAMERA_LEAD * alone.fps))
        _run_pipeline(generator, source, slice_s, piped)
        progress(2 * number + 2, 2 * _ROUNDS)
    return BenchmarkReport(
        provider=generator.provider,
        precision=generator.precision,
        generator_ms=alone.percentiles(),
        generator_fps=alone.fps,
        pipeline_fps=piped.fps,
        latency_ms=piped.percentiles(),
        dropped=piped.dropped,
        rss_mb=psutil.Process().memory_info().rss / _BYTES_PER_MB,
    )


@dataclass(slots=True)
class _Tally:
    """Sums over the slices of one kind."""

    images: int = 0
    seconds: float = 0.0
    dropped: int = 0
    durations_ms: list[float] = field(default_factory=list[float])

    @property
    def fps(self) -> float:
        return self.images / self.seconds if self.seconds else 0.0

    def percentiles(self) -> tuple[float, float]:
        return percentile(self.durations_ms, 50), percentile(self.durations_ms, 95)


def _run_alone(generator: ImageGenerator, image: RgbImage, slice_s: float, tally: _Tally) -> None:
    started_s = time.perf_counter()
    ended_s = started_s
    while ended_s - started_s < slice_s:
        generator.generate(image)
        now_s = time.perf_counter()
        tally.durations_ms.append((now_s - ended_s) * 1e3)
        tally.images += 1
        ended_s = now_s
    tally.seconds += ended_s - started_s


class _CountingSink:
    """Notes when each frame came; counts from the first one, as the pipeline's start is not its rate."""

    def __init__(self, slice_s: float) -> None:
        self.enough = Event()
        self.latencies_ms: list[float] = []
        self.first_s = self.last_s = 0.0
        self._slice_s = slice_s

    def submit(self, composed: ComposedFrame) -> None:
        if self.enough.is_set():
            return
        now_ns = time.perf_counter_ns()
        self.last_s = now_ns / 1e9
        if not self.latencies_ms:
            self.first_s = self.last_s
        self.latencies_ms.append((now_ns - composed.source.captured_ns) / 1e6)
        if len(self.latencies_ms) > 1 and self.last_s - self.first_s >= self._slice_s:
            self.enough.set()


class _Borrowed:
    """A generator that the pipeline may close without closing it."""

    def __init__(self, generator: ImageGenerator) -> None:
        self._generator = generator
        self.model_id = generator.model_id
        self.title = generator.title
        self.provider = generator.provider
        self.precision: Precision = generator.precision

    def generate(self, image: RgbImage) -> RgbImage:
        return self._generator.generate(image)

    def close(self) -> None:
        """Leave it open."""


def _run_pipeline(generator: ImageGenerator, source: SyntheticSource, slice_s: float, tally: _Tally) -> None:
    errors: list[AppError] = []
    sink = _CountingSink(slice_s)

    def listen(event: EngineEvent) -> None:
        if isinstance(event, (GeneratorFailed, SourceFailed)):
            errors.append(event.error)
            sink.enough.set()

    frames: LatestSlot[Frame] = LatestSlot()
    pipeline = Pipeline(frames, listen)
    pipeline.set_generator(_Borrowed(generator))
    pipeline.attach(sink)
    capture = CaptureWorker(source, frames, indices=itertools.count(), listener=listen)
    pipeline.start()
    capture.start()
    try:
        while not sink.enough.wait(1) and pipeline.running:
            pass
    finally:
        capture.shut_down()
        frames.close()
        pipeline.request_stop()
        pipeline.join(_JOIN_S)
    if errors:
        raise errors[0]
    if pipeline.error is not None:
        raise pipeline.error
    tally.images += len(sink.latencies_ms) - 1
    tally.seconds += sink.last_s - sink.first_s
    tally.dropped += pipeline.dropped
    tally.durations_ms += sink.latencies_ms


def _one_image(width: int, height: int) -> RgbImage:
    source = SyntheticSource(width, height)
    source.open()
    image = source.read()
    source.close()
    return image
