"""run_live(): the whole engine as a person uses it, without the window: a camera, the view, and a clip if wanted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from core.benchmark.meter import LiveMeter, LiveReport
from core.errors import AppError
from core.events import Event as EngineEvent
from core.events import GeneratorFailed, SinkFailed, SourceFailed
from core.frame import ComposedFrame
from core.generators.base import ImageGenerator
from core.metrics import percentile
from core.session import Session
from core.sinks.recorder import RecordingSummary
from core.sources.base import FrameSource

_POLL_S = 0.1
_ALONE_S = 1.5
_FIRST_TOON_S = 30.0


class _View:
    """The sink in the place of the window."""

    def __init__(self, meter: LiveMeter) -> None:
        self.first_toon = Event()
        self._meter = meter

    def submit(self, composed: ComposedFrame) -> None:
        if composed.generated is not None:
            self.first_toon.set()
        self._meter.seen(composed)


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What is measured.

    Attributes:
        warm_up_s: from the first toon until measuring begins.
        seconds: of measuring.
        record: write a clip meanwhile; it is deleted.
        target_fps: see `Session`.
        fixed_px: see `Session`.
    """

    warm_up_s: float
    seconds: float
    record: bool = False
    target_fps: float | None = None
    fixed_px: int | None = None


def run_live(
    source: FrameSource, generator: ImageGenerator, plan: LivePlan, *, cancelled: Callable[[], bool]
) -> tuple[LiveReport, RecordingSummary | None]:
    """Measure after a warm-up. Blocks. Closes source and generator.

    Args:
        source: a camera; closed.
        generator: loaded and warm.
        plan: what is measured.
        cancelled: asked ten times a second; what was measured so far is reported.

    Returns:
        What was measured, and of the clip what was read back.

    Raises:
        AppError: source, generator or clip failed.
    """
    errors: list[AppError] = []

    def listen(event: EngineEvent) -> None:
        if isinstance(event, (GeneratorFailed, SinkFailed, SourceFailed)):
            errors.append(event.error)

    def wait(until_s: float) -> None:
        while time.perf_counter() < until_s and not errors and not cancelled():
            time.sleep(min(_POLL_S, max(0.0, until_s - time.perf_counter())))

    meter = LiveMeter("to the view")
    view = _View(meter)
    session = Session(view, listen)
    clip: RecordingSummary | None = None
    with tempfile.TemporaryDirectory(prefix="toonclip-bench-") as folder:
        try:
            session.target_fps, session.fixed_px = plan.target_fps, plan.fixed_px
            session.set_generator(generator)
            session.set_source(source)
            view.first_toon.wait(_FIRST_TOON_S)
            if plan.record:
                session.start_recording(Path(folder, "clip.mp4"))
            wait(time.perf_counter() + plan.warm_up_s)
            meter.begin()
            wait(time.perf_counter() + plan.seconds)
            report = meter.end()
        finally:
            clip = session.close()
    if errors:
        raise errors[0]
    return report, clip


def alone_ms(generator: ImageGenerator, source: FrameSource) -> float:
    """Median time of a call of the generator while nothing else runs, on an image of the source. Blocks for 1.5 s."""
    source.open()
    image = source.read()
    source.close()
    durations_ms: list[float] = []
    ends_s = time.perf_counter() + _ALONE_S
    while time.perf_counter() < ends_s:
        began_s = time.perf_counter()
        generator.generate(image)
        durations_ms.append((time.perf_counter() - began_s) * 1e3)
    return percentile(durations_ms, 50)
