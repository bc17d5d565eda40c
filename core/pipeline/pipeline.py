"""Pipeline: newest frame -> generator -> compositor -> sinks. A frame is composed while the next one is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.compositor import ComposeSettings
from core.events import EventListener
from core.frame import ComposedFrame, Frame
from core.generators.base import ImageGenerator
from core.mailbox import LatestSlot
from core.pipeline.compose_worker import ComposeWorker
from core.pipeline.drawn import Drawn
from core.pipeline.generate_worker import GenerateWorker
from core.pipeline.handover import Handover
from core.pipeline.outlets import Outlets
from core.sinks.base import Demand, FrameSink, whole
from core.worker import WorkerState


class Pipeline:
    """The two threads as one: result N goes with frame N, in order; what comes too early is dropped, and counted.

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
        self._drawn: Handover[Drawn] = Handover()
        self._outlets = Outlets(listener)
        self._generating = GenerateWorker(frames, self._drawn, self._outlets, clock_ns)
        self._composing = ComposeWorker(self._drawn, self._outlets, listener, clock_ns)

    @property
    def running(self) -> bool:
        return all(worker.state is WorkerState.RUNNING for worker in (self._generating, self._composing))

    @property
    def error(self) -> BaseException | None:
        """What has ended a thread."""
        return self._generating.error or self._composing.error

    @property
    def latest(self) -> ComposedFrame | None:
        """The newest composed frame. Any thread."""
        return self._composing.latest

    def latest_whole(self) -> ComposedFrame | None:
        """The newest frame, composed anew at its own size. Any thread; takes as long as composing does."""
        return self._composing.latest_whole()

    @property
    def settings(self) -> ComposeSettings:
        """Read once a frame; may be replaced from any thread."""
        return self._generating.settings

    @settings.setter
    def settings(self, settings: ComposeSettings) -> None:
        self._generating.settings = settings

    @property
    def target_fps(self) -> float | None:
        """The rate to hold, where the camera delivers it; None: the camera's own. May be set from any thread."""
        return self._generating.quality.target_fps

    @target_fps.setter
    def target_fps(self, fps: float | None) -> None:
        self._generating.quality.target_fps = fps

    @property
    def fixed_px(self) -> int | None:
        """Bound of the longer side at which is drawn; None: what holds the rate. May be set from any thread."""
        return self._generating.quality.fixed_px

    @fixed_px.setter
    def fixed_px(self, bound: int | None) -> None:
        self._generating.quality.fixed_px = bound

    @property
    def output_fps(self) -> float:
        return self._composing.fps

    @property
    def generate_ms(self) -> float:
        """Median time in the generator."""
        return self._generating.generate_ms

    @property
    def latency_ms(self) -> float:
        """Median time from the capture to the sinks."""
        return self._composing.latency_ms

    @property
    def dropped(self) -> int:
        """Captured frames that were overwritten before the generator was free."""
        return self._generating.dropped

    def set_generator(self, generator: ImageGenerator | None) -> None:
        """Use another generator from the next frame on; the old one is closed between frames. Any thread."""
        self._generating.set_generator(generator)

    def attach(self, sink: FrameSink, demand: Demand = whole) -> None:
        """Send composed frames from the next one on to `sink` too. Any thread.

        Args:
            sink: takes them.
            demand: how large it can use them; while no sink can, the generator rests.
        """
        self._outlets.attach(sink, demand)

    def detach(self, sink: FrameSink) -> None:
        """Stop sending to `sink`; does nothing when it is not attached. Any thread."""
        self._outlets.detach(sink)

    def start(self) -> None:
        """Start both threads. Once only."""
        self._composing.start()
        self._generating.start()

    def request_stop(self) -> None:
        """Ask the threads to end after what they are at. Any thread; returns at once."""
        self._generating.request_stop()
        self._composing.request_stop()
        self._drawn.close()

    def join(self, timeout_s: float) -> bool:
        """Wait for the threads' end, for `timeout_s` each; True when both have ended."""
        return all([self._generating.join(timeout_s), self._composing.join(timeout_s)])
