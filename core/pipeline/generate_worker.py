"""GenerateWorker: takes the newest frame whenever the generator and the place behind it are free, and draws it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from core.compositor import ComposeSettings
from core.frame import Frame, Generated, Layout, published
from core.generators.base import ImageGenerator
from core.mailbox import LatestSlot
from core.metrics import StageTimer
from core.pipeline.drawn import Drawn
from core.pipeline.handover import Handover
from core.pipeline.outlets import Outlets
from core.pipeline.quality import Quality
from core.priority import be_gentle
from core.stylizer import Stylizer
from core.worker import Worker

_WAIT_S = 0.25


class GenerateWorker(Worker):
    """Older frames are dropped, never queued. Whatever a generator raises is handed on.

    Attributes:
        settings: may be replaced from any thread; read once a frame.
        dropped: frames that were overwritten before they could be taken.
        quality: of its attributes, the target and the chosen size may be set from any thread.

    Args:
        frames: where the newest one is taken from.
        drawn: where it goes.
        outlets: while nobody looks there, frames are skipped and the generator rests.
        clock_ns: the one that `Frame.captured_ns` is of.
    """

    def __init__(
        self, frames: LatestSlot[Frame], drawn: Handover[Drawn], outlets: Outlets, clock_ns: Callable[[], int]
    ) -> None:
        super().__init__("generator")
        self.settings = ComposeSettings()
        self.dropped = 0
        self._frames = frames
        self._drawn = drawn
        self._outlets = outlets
        self._clock_ns = clock_ns
        self.quality = Quality()
        self._lock = Lock()
        self._stylizer: Stylizer | None = None
        self._retired: list[ImageGenerator] = []
        self._seen = 0
        self._last_index = -1
        self._timer = StageTimer()

    @property
    def generate_ms(self) -> float:
        """Median time in the generator."""
        return self._timer.median_ms()

    def set_generator(self, generator: ImageGenerator | None) -> None:
        """Use another generator from the next frame on; the old one is closed between frames. Any thread."""
        with self._lock:
            if self._stylizer is not None:
                self._retired.append(self._stylizer.generator)
            self._stylizer = None if generator is None else Stylizer(generator)
            self._timer = StageTimer()

    def _setup(self) -> None:
        be_gentle()

    def _step(self) -> None:
        self._close_retired()
        if not self._drawn.wait_free(_WAIT_S):
            return
        newer = self._frames.wait_newer(self._seen, _WAIT_S)
        if newer is None:
            return
        self._seen, frame = newer
        self.dropped += frame.index - self._last_index - 1
        self._last_index = frame.index
        if not (self._outlets.watched and self.quality.wants(frame)):
            return
        self._close_retired()
        self._drawn.give(self._draw(self._stylizer, frame, self.settings))

    def _close_retired(self) -> None:
        with self._lock:
            retired, self._retired = self._retired, []
        for old in retired:
            old.close()

    def _draw(self, stylizer: Stylizer | None, frame: Frame, settings: ComposeSettings) -> Drawn:
        taken_ns = self._clock_ns()
        if stylizer is None or settings.layout is Layout.ORIGINAL:
            return Drawn(frame, settings, taken_ns, taken_ns)
        generator = stylizer.generator
        try:
            if self.quality.prepare(generator, frame):
                stylizer.resized()
            if self.quality.has_time:
                image = stylizer.still(frame.image)
            else:
                image = stylizer.toon(frame.image, steady=settings.steady, time_ns=frame.captured_ns)
        except Exception as error:
            return Drawn(frame, settings, taken_ns, self._clock_ns(), generator, error=error)
        drawn_ns = self._clock_ns()
        elapsed_ms = (drawn_ns - taken_ns) / 1e6
        if not self.quality.has_time:  # that is drawn once, and shown again in no time
            self._timer.add(elapsed_ms)
        self.quality.drawn(elapsed_ms, drawn_ns)
        generated = Generated(published(image), generator.model_id, elapsed_ms)
        return Drawn(frame, settings, taken_ns, drawn_ns, generator, generated)

    def _teardown(self) -> None:
        self.set_generator(None)
        self._close_retired()
