"""Frame, Generated, ComposedFrame: the images that travel through the engine, their array contract and their times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.layout import Layout

RgbImage = npt.NDArray[np.uint8]
"""(H, W, 3), uint8, 0..255, RGB, C-contiguous; read-only once published."""


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


@dataclass(frozen=True, slots=True, eq=False)
class ComposedFrame:
    """The finished image of one frame, with the frame it was made from.

    Attributes:
        image: (H, W, 3) uint8 RGB, read-only; twice as wide in the side-by-side layout.
        source: the frame; result N is always shown with source N.
        generated: None when there was no model or it failed: the image is then the original.
        layout: the layout of `image`.
        toon: (H, W, 3) uint8 RGB, read-only: the toon alone at the frame's size, for whoever lays out by itself; the
            original where there is none.
        timeline: all 0 outside the live engine.
    """

    image: RgbImage
    source: Frame
    generated: Generated | None
    layout: Layout
    toon: RgbImage
    timeline: Timeline = Timeline()


def published(image: RgbImage) -> RgbImage:
    """The image as threads may share it: contiguous and read-only. Copies only what is not contiguous."""
    image = np.ascontiguousarray(image)
    image.flags.writeable = False
    return image
