"""PipelineWorker: newest frame -> generator -> compositor -> sinks, on one thread, so latency is one inference."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from core.compositor import ComposeSettings, compose
from core.errors import AppError, GenerateFailed, WriteError
from core.events import EventListener, GeneratorFailed, GeneratorRecovered, SinkFailed
from core.frame import ComposedFrame, Frame, Generated, Layout, Timeline, published
from core.generators.base import ImageGenerator
from core.mailbox import LatestSlot
from core.metrics import RateMeter, StageTimer
from core.sinks.base import FrameSink
from core.stylizer import Stylizer
from core.worker import Worker

_WAIT_S = 0.25
_RECOVERED_TOONS = 10
"""In a row after a failure. Of a network that fails now and then, the notice would otherwise come and go."""


class PipelineWorker(Worker):
    """Composes the newest frame whenever the generator is free; older ones are dropped, never queued.

    Whatever a generator or a sink raises is reported and the image goes on: nothing they do ends the thread.

    `settings` may be replaced from any thread and is read once a frame.

    Args:
        frames: where the newest one is taken from.
        listener: told about failures.
        clock_ns: the one that `Frame.captured_ns` is of.
    """

    def __init__(
        self,
        frames: LatestSlot[Frame],
        listener: EventListener,
        *,
        clock_ns: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        super().__init__("pipeline")
        self._clock_ns = clock_ns
        self.settings = ComposeSettings()
        self._frames = frames
        self._listener = listener
        self._lock = Lock()
        self._sinks: tuple[FrameSink, ...] = ()
        self._stylizer: Stylizer | None = None
        self._retired: list[ImageGenerator] = []
        self._toons_to_recovery = 0
        self._seen = 0
        self._last_index = -1
        self._latest: ComposedFrame | None = None
        self._rate = RateMeter()
        self._generate = StageTimer()
        self._latency = StageTimer()
        self._dropped = 0

    @property
    def latest(self) -> ComposedFrame | None:
        """The newest composed frame. Any thread."""
        return self._latest

    @property
    def output_fps(self) -> float:
        return self._rate.rate()

    @property
    def generate_ms(self) -> float:
        return self._generate.median_ms()

    @property
    def latency_ms(self) -> float:
        return self._latency.median_ms()

    @property
    def dropped(self) -> int:
        return self._dropped

    def set_generator(self, generator: ImageGenerator | None) -> None:
        """Use another generator from the next frame on; the old one is closed between frames. Any thread."""
        with self._lock:
            if self._stylizer is not None:
                self._retired.append(self._stylizer.generator)
            self._stylizer = None if generator is None else Stylizer(generator)
            self._toons_to_recovery = 0
            self._generate = StageTimer()

    def attach(self, sink: FrameSink) -> None:
        """Send every composed frame from the next one on to `sink` too. Any thread."""
        with self._lock:
            self._sinks = (*self._sinks, sink)

    def detach(self, sink: FrameSink) -> None:
        """Stop sending to `sink`; does nothing when it is not attached. Any thread."""
        with self._lock:
            self._sinks = tuple(other for other in self._sinks if other is not sink)

    def _step(self) -> None:
        newer = self._frames.wait_newer(self._seen, _WAIT_S)
        stylizer = self._current_stylizer()
        if newer is None:
            return
        self._seen, frame = newer
        taken_ns = self._clock_ns()
        self._dropped += frame.index - self._last_index - 1
        self._last_index = frame.index
        settings = self.settings
        wanted = stylizer if settings.layout is not Layout.ORIGINAL else None
        composed = self._composed(wanted, frame, settings)
        generated_ns = taken_ns + round(1e6 * composed.generated.elapsed_ms if composed.generated else 0)
        timeline = Timeline(taken_ns, generated_ns, generated_ns, self._clock_ns())
        composed = replace(composed, timeline=timeline)
        self._latest = composed
        for sink in self._sinks:
            self._submit(sink, composed)
        self._rate.tick()
        self._latency.add((self._clock_ns() - frame.captured_ns) / 1e6)

    def _current_stylizer(self) -> Stylizer | None:
        with self._lock:
            retired, self._retired = self._retired, []
            stylizer = self._stylizer
        for old in retired:
            old.close()
        return stylizer

    def _composed(self, stylizer: Stylizer | None, frame: Frame, settings: ComposeSettings) -> ComposedFrame:
        if stylizer is None:
            return compose(frame, None, settings)
        try:
            composed = compose(frame, self._generated(stylizer, frame, steady=settings.steady), settings)
        except Exception as error:
            self._report_failure(stylizer.generator, error)
            return compose(frame, None, settings)
        self._report_recovery(stylizer.generator)
        return composed

    def _generated(self, stylizer: Stylizer, frame: Frame, *, steady: bool) -> Generated:
        started_ns = self._clock_ns()
        image = stylizer.toon(frame.image, steady=steady, time_ns=frame.captured_ns)
        elapsed_ms = (self._clock_ns() - started_ns) / 1e6
        self._generate.add(elapsed_ms)
        return Generated(published(image), stylizer.generator.model_id, elapsed_ms)

    def _report_failure(self, generator: ImageGenerator, error: Exception) -> None:
        known, self._toons_to_recovery = self._toons_to_recovery > 0, _RECOVERED_TOONS
        if known:
            return
        told = error if isinstance(error, AppError) else GenerateFailed(f"The model {generator.title} failed: {error}")
        self._listener(GeneratorFailed(generator.model_id, told))

    def _report_recovery(self, generator: ImageGenerator) -> None:
        if not self._toons_to_recovery:
            return
        self._toons_to_recovery -= 1
        if not self._toons_to_recovery:
            self._listener(GeneratorRecovered(generator.model_id))

    def _submit(self, sink: FrameSink, composed: ComposedFrame) -> None:
        try:
            sink.submit(composed)
        except Exception as error:
            self.detach(sink)
            told = error if isinstance(error, AppError) else WriteError(f"The picture cannot be passed on: {error}")
            self._listener(SinkFailed(told))

    def _teardown(self) -> None:
        self.set_generator(None)
        self._current_stylizer()
