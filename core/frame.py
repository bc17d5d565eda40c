"""Frame, Generated, ComposedFrame: the images that travel through the engine, their array contract and their times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from core.i420 import I420, to_bgrx, to_i420
from core.layout import Layout

RgbImage = npt.NDArray[np.uint8]
"""(H, W, 3), uint8, 0..255, RGB, C-contiguous; read-only once published."""


Size = tuple[int, int]
"""(width, height), px."""
NOTHING: Size = (0, 0)
"""What is wanted of a picture that nobody sees."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A captured image.

    Attributes:
        image: (H, W, 3) uint8 RGB, read-only.
        index: counts captured frames from 0; a gap is a drop.
        captured_ns: `time.perf_counter_ns()` when the source delivered it.
        source_number: the number that `Session.set_source` gave its source; 0 outside a session.
    """

    image: RgbImage
    index: int
    captured_ns: int
    source_number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """What a generator made of a frame, at the generator's working size.

    Attributes:
        image: (h, w, 3) uint8 RGB, the frame's shape up to rounding, read-only.
        model_id: of the model that made it.
        elapsed_ms: time in the generator, resizing included.
    """

    image: RgbImage
    model_id: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """When a frame passed the stations of the engine, on the clock of `Frame.captured_ns`.

    The steps from the capture through these to the paint add up to the latency.

    Attributes:
        taken_ns: the generator's thread took it.
        generated_ns: the generator was done.
        composing_ns: the compositor took it.
        composed_ns: the compositor was done.
    """

    taken_ns: int = 0
    generated_ns: int = 0
    composing_ns: int = 0
    composed_ns: int = 0


class OnDemand(Generic[T]):
    """A value that is made when it is first asked for, and kept. Any thread.

    Args:
        make: must not fail.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[T] = []

    @property
    def value(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture in two forms, each made when somebody asks for it. Any thread.

    Attributes:
        rgb: (H, W, 3) uint8 RGB, read-only.
        i420: where a side is odd, one larger.
        ready: the form that costs less.
    """

    rgb: OnDemand[RgbImage]
    i420: OnDemand[I420]
    ready: OnDemand[RgbImage] | OnDemand[I420]

    @classmethod
    def of(cls, make: Callable[[], RgbImage]) -> Picture:
        """What is made as RGB."""
        rgb = OnDemand(make)
        return cls(rgb, OnDemand(lambda: to_i420(rgb.value)), rgb)

    def bgrx(self) -> npt.NDArray[np.uint8]:
        """(H, W, 4) uint8: blue, green, red and 255, of whichever form costs less; made anew by every call."""
        if self.ready is self.i420:
            return to_bgrx(self.i420.value)
        return cv2.cvtColor(self.rgb.value, cv2.COLOR_RGB2BGRA).astype(np.uint8, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class ComposedFrame:
    """The finished picture of one frame, with the frame it was made from, as large as somebody can use it.

    Attributes:
        source: the frame; result N is always shown with source N.
        generated: None when there was no model or it failed: the original stands in for the toon.
        layout: the layout of `laid_out`.
        size: of `original` and `toon`.
        original: the frame's image.
        toon: alone, for whoever lays out by itself.
        laid_out: in the layout; twice as wide in the side-by-side layout.
        timeline: all 0 outside the live engine.
    """

    source: Frame
    generated: Generated | None
    layout: Layout
    size: Size
    original: Picture
    toon: Picture
    laid_out: Picture
    timeline: Timeline = Timeline()

    @property
    def image(self) -> RgbImage:
        """`laid_out` as (H, W, 3) uint8 RGB, read-only."""
        return self.laid_out.rgb.value

    @property
    def i420(self) -> I420:
        """`laid_out` as encoders and cameras take it."""
        return self.laid_out.i420.value


def published(image: RgbImage) -> RgbImage:
    """The image as threads may share it: contiguous and read-only. Copies only what is not contiguous."""
    image = np.ascontiguousarray(image)
    image.flags.writeable = False
    return image
