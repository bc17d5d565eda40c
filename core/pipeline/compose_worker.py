"""ComposeWorker: composes what was drawn, while the generator is at the next frame, and passes it to the sinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from core.compositor import compose
from core.errors import AppError, WriteError
from core.events import EventListener, SinkFailed
from core.frame import ComposedFrame, Timeline
from core.metrics import RateMeter, StageTimer
from core.pipeline.drawn import Drawn
from core.pipeline.handover import Handover
from core.pipeline.health import GeneratorHealth
from core.sinks.base import FrameSink
from core.worker import Worker

_WAIT_S = 0.25


class ComposeWorker(Worker):
    """Whatever a generator or a sink has raised is reported and the image goes on: nothing ends the thread.

    Attributes:
        latest: the newest composed frame; for any thread.

    Args:
        drawn: where frames come from.
        listener: told about failures.
        clock_ns: the one that `Frame.captured_ns` is of.
    """

    def __init__(self, drawn: Handover[Drawn], listener: EventListener, clock_ns: Callable[[], int]) -> None:
        super().__init__("compositor")
        self.latest: ComposedFrame | None = None
        self._drawn = drawn
        self._listener = listener
        self._clock_ns = clock_ns
        self._health = GeneratorHealth(listener)
        self._lock = Lock()
        self._sinks: tuple[FrameSink, ...] = ()
        self._rate = RateMeter()
        self._latency = StageTimer()

    @property
    def fps(self) -> float:
        return self._rate.rate()

    @property
    def latency_ms(self) -> float:
        """Median time from the capture to the sinks."""
        return self._latency.median_ms()

    def attach(self, sink: FrameSink) -> None:
        """Send every composed frame from the next one on to `sink` too. Any thread."""
        with self._lock:
            self._sinks = (*self._sinks, sink)

    def detach(self, sink: FrameSink) -> None:
        """Stop sending to `sink`; does nothing when it is not attached. Any thread."""
        with self._lock:
            self._sinks = tuple(other for other in self._sinks if other is not sink)

    def _step(self) -> None:
        drawn = self._drawn.take(_WAIT_S)
        if drawn is None:
            return
        composing_ns = self._clock_ns()
        composed = self._composed(drawn)
        timeline = Timeline(drawn.taken_ns, drawn.drawn_ns, composing_ns, self._clock_ns())
        self.latest = composed = replace(composed, timeline=timeline)
        for sink in self._sinks:
            self._submit(sink, composed)
        self._rate.tick()
        self._latency.add((self._clock_ns() - drawn.frame.captured_ns) / 1e6)

    def _composed(self, drawn: Drawn) -> ComposedFrame:
        generator = drawn.generator
        if generator is None:
            return compose(drawn.frame, None, drawn.settings)
        try:
            if drawn.error is not None:
                raise drawn.error
            composed = compose(drawn.frame, drawn.generated, drawn.settings)
        except Exception as error:
            self._health.failed(generator, error)
            return compose(drawn.frame, None, drawn.settings)
        self._health.worked(generator)
        return composed

    def _submit(self, sink: FrameSink, composed: ComposedFrame) -> None:
        try:
            sink.submit(composed)
        except Exception as error:
            self.detach(sink)
            told = error if isinstance(error, AppError) else WriteError(f"The picture cannot be passed on: {error}")
            self._listener(SinkFailed(told))
