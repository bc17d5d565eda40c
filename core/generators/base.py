"""ImageGenerator: what the pipeline asks of a network, whatever runtime runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.frame import RgbImage
from core.models.manifest import Precision


class ImageGenerator(Protocol):
    """A loaded network. Used by one thread at a time; `close` from any."""

    @property
    def model_id(self) -> str: ...

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def provider(self) -> str:
        """Execution provider that runs it, for example CPUExecutionProvider."""
        ...

    @property
    def precision(self) -> Precision: ...

    def generate(self, image: RgbImage) -> RgbImage:
        """The styled image.

        Args:
            image: (H, W, 3) uint8 RGB, any size from 1 x 1.

        Returns:
            (h, w, 3) uint8 RGB at the working size, or a multiple of it where the network enlarges:
            the same shape.

        Raises:
            GenerateFailed: the runtime failed or the generator is closed.
        """
        ...

    def close(self) -> None:
        """Free the network. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class WorkingSize:
    """A size at which a network can work.

    Attributes:
        longer_side: bound of the image's longer side, px.
        pixels: of the network's input, filling included, fewer where a smaller network draws: what the time of a toon
            grows with.
    """

    longer_side: int
    pixels: int


@runtime_checkable
class ResizableGenerator(ImageGenerator, Protocol):
    """A generator that can work at several sizes.

    Attributes:
        longer_side: bound of the longer side of the next image, px. Set by the thread that calls `generate`.
    """

    longer_side: int

    def working_sizes(self, width: int, height: int) -> Sequence[WorkingSize]:
        """At which an image of this size, px, can be drawn in the model's style: smallest first, at least one."""
        ...


@runtime_checkable
class FaceSizedGenerator(ResizableGenerator, Protocol):
    """A generator of which it is known how large it draws faces best."""

    @property
    def face_px(self) -> int | None:
        """Height of such a face, from brow to chin, in the network's input; None: any, or the size was chosen."""
        ...
