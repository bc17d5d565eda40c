"""ComposeWorker: composes what was drawn, while the generator is at the next frame, and passes it to the sinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.compositor import compose
from core.events import EventListener
from core.frame import ComposedFrame, Size, Timeline
from core.metrics import RateMeter, StageTimer
from core.pipeline.drawn import Drawn
from core.pipeline.handover import Handover
from core.pipeline.health import GeneratorHealth
from core.pipeline.outlets import Outlets
from core.worker import Worker

_WAIT_S = 0.25


class ComposeWorker(Worker):
    """Whatever a generator or a sink has raised is reported and the image goes on: nothing ends the thread.

    Frames are composed as large as a sink can use them.

    Attributes:
        latest: the newest composed frame; for any thread.

    Args:
        drawn: where frames come from.
        outlets: where they go.
        listener: told about generators that fail.
        clock_ns: the one that `Frame.captured_ns` is of.
    """

    def __init__(
        self, drawn: Handover[Drawn], outlets: Outlets, listener: EventListener, clock_ns: Callable[[], int]
    ) -> None:
        super().__init__("compositor")
        self.latest: ComposedFrame | None = None
        self._latest: Drawn | None = None
        self._drawn = drawn
        self._outlets = outlets
        self._clock_ns = clock_ns
        self._health = GeneratorHealth(listener)
        self._rate = RateMeter()
        self._latency = StageTimer()

    @property
    def fps(self) -> float:
        return self._rate.rate()

    @property
    def latency_ms(self) -> float:
        """Median time from the capture to the sinks."""
        return self._latency.median_ms()

    def latest_whole(self) -> ComposedFrame | None:
        """The newest frame composed anew at its own size. Any thread; takes as long as composing does."""
        drawn = self._latest
        return None if drawn is None else compose(drawn.frame, drawn.generated, drawn.settings)

    def _step(self) -> None:
        drawn = self._drawn.take(_WAIT_S)
        if drawn is None:
            return
        for group in self._outlets.groups(drawn.frame.image):
            composing_ns = self._clock_ns()
            composed = self._composed(drawn, group.size)
            timeline = Timeline(drawn.taken_ns, drawn.drawn_ns, composing_ns, self._clock_ns())
            self.latest = composed = replace(composed, timeline=timeline)
            self._outlets.submit(composed, group)
            # What failed once has been told.
            self._latest = drawn = replace(drawn, generator=None, generated=composed.generated)
        self._rate.tick()
        self._latency.add((self._clock_ns() - drawn.frame.captured_ns) / 1e6)

    def _composed(self, drawn: Drawn, box: Size) -> ComposedFrame:
        generator = drawn.generator
        if generator is None:
            return compose(drawn.frame, drawn.generated, drawn.settings, box)
        try:
            if drawn.error is not None:
                raise drawn.error
            composed = compose(drawn.frame, drawn.generated, drawn.settings, box)
        except Exception as error:
            self._health.failed(generator, error)
            return compose(drawn.frame, None, drawn.settings, box)
        self._health.worked(generator)
        return composed
