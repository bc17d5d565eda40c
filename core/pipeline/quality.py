"""Quality: which frames are drawn and at which size, so that the wanted rate is held; or the size that was chosen."""

from __future__ import annotations

from core.frame import Frame
from core.generators.base import ImageGenerator, ResizableGenerator, WorkingSize
from core.pipeline.ladder import QualityLadder

_NS_PER_S = 1e9
_SLOWEST_S, _FASTEST_S = 1.0, 1 / 240
_NEWS = 0.1  # what the newest frame adds to the rate that was measured
_FASTER = 1.2  # than wanted: then frames are skipped
_EARLY = 0.3  # of the time between two wanted frames


class Quality:
    """Follows one generator and the rate of the frames. Used by the generator's thread, but for the attributes.

    A picture that stands still has time: it is drawn at the largest size, however long that takes.

    Attributes:
        target_fps: the rate to hold, where the camera delivers it; None: the camera's own. Any thread.
        fixed_px: bound of the longer side that was chosen, as near as the generator has it; None: automatic. Any
            thread.
    """

    def __init__(self) -> None:
        self.target_fps: float | None = None
        self.fixed_px: int | None = None
        self._generator: ImageGenerator | None = None
        self._shape: tuple[int, ...] = ()
        self._sizes: tuple[WorkingSize, ...] = ()
        self._ladder: QualityLadder | None = None
        self._automatic_px: int | None = None
        self._last: Frame | None = None
        self._still = False
        self._frame_s = 0.0
        self._due_s = 0.0

    def wants(self, frame: Frame) -> bool:
        """Whether the frame is to be drawn: of a camera that is faster than the target some are skipped."""
        self._learn_rate(frame)
        wanted_s = self._wanted_s
        captured_s = frame.captured_ns / _NS_PER_S
        if self._frame_s * _FASTER < wanted_s and captured_s < self._due_s - _EARLY * wanted_s:
            return False
        self._due_s = max(self._due_s, captured_s - wanted_s) + wanted_s
        return True

    def prepare(self, generator: ImageGenerator, frame: Frame) -> bool:
        """Give the generator the size at which it is to draw the frame.

        Returns:
            Whether that is another one than for the frame before, of the same camera.
        """
        if not isinstance(generator, ResizableGenerator):
            self._ladder = None
            return False
        shape = frame.image.shape
        is_new = generator is not self._generator or shape != self._shape
        if is_new:
            self._generator, self._shape = generator, shape
            self._sizes = tuple(generator.working_sizes(shape[1], shape[0]))
            self._ladder = QualityLadder([size.pixels for size in self._sizes], self._first_step())
        before, fixed_px = generator.longer_side, self.fixed_px
        if fixed_px is not None:
            generator.longer_side = min(self._sizes, key=lambda size: abs(size.longer_side - fixed_px)).longer_side
        elif self._ladder is not None:
            self._automatic_px = self._sizes[self._ladder.step].longer_side
            generator.longer_side = self._sizes[-1].longer_side if self._still else self._automatic_px
        return generator.longer_side != before and not is_new

    @property
    def has_time(self) -> bool:
        """Whether the frame stands still, and no size was chosen for it."""
        return self._still and self.fixed_px is None

    def drawn(self, elapsed_ms: float, now_ns: int) -> None:
        """How long the generator took for the frame."""
        if self._ladder is not None and self.fixed_px is None and self._frame_s and not self._still:
            period_s = max(self._frame_s, self._wanted_s)
            self._ladder.drawn(elapsed_ms / 1e3 / period_s, now_ns / _NS_PER_S)

    def _first_step(self) -> int:
        """Where a new generator begins: at the size of the one before, so that its look does not jump; or largest."""
        last_px = self._automatic_px
        if last_px is None:
            return -1
        return min(range(len(self._sizes)), key=lambda step: abs(self._sizes[step].longer_side - last_px))

    @property
    def _wanted_s(self) -> float:
        """From one wanted frame to the next; 0 where all are."""
        target_fps = self.target_fps
        return 1 / target_fps if target_fps else 0.0

    def _learn_rate(self, frame: Frame) -> None:
        """How far apart the frames are, dropped ones counted, and whether the picture is the very one before."""
        last, self._last = self._last, frame
        self._still = last is not None and last.image is frame.image
        if last is None or last.source_number != frame.source_number or frame.index <= last.index:
            self._frame_s = 0.0
            return
        apart_s = (frame.captured_ns - last.captured_ns) / _NS_PER_S / (frame.index - last.index)
        apart_s = min(_SLOWEST_S, max(_FASTEST_S, apart_s))
        self._frame_s += (apart_s - self._frame_s) * (_NEWS if self._frame_s else 1.0)
