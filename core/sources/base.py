"""FrameSource: what the capture worker asks of a camera, a video file or the synthetic source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.frame import RgbImage


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """What a source really delivers, as measured after opening it.

    Attributes:
        width: px.
        height: px.
        fps: nominal; 0 when the source does not say.
    """

    width: int
    height: int
    fps: float


class FrameSource(Protocol):
    """Opened, read and closed by the capture thread; `close` also by others, to free a stuck read.

    `open` after `close` works again, and after an `open` that failed.
    """

    @property
    def name(self) -> str:
        """For people."""
        ...

    @property
    def reconnects(self) -> bool:
        """Whether it is worth opening again after it was lost: True for a camera."""
        ...

    def open(self) -> SourceFormat:
        """Acquire the device or file.

        Raises:
            SourceError: with everything released.
        """
        ...

    def read(self) -> RgbImage:
        """Block until the next image: (H, W, 3) uint8 RGB, contiguous, owned by the caller.

        Raises:
            SourceError: no more images can be had until it is opened again.
        """
        ...

    def close(self) -> None:
        """Release everything; a blocked `read` returns or raises soon. Any thread; idempotent."""
        ...
