"""ImageGenerator: what the pipeline asks of a network, whatever runtime runs it."""

from __future__ import annotations

from typing import Protocol

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
            (h, w, 3) uint8 RGB at the working size: the same shape, never larger unless the
            network's minimum asks for it.

        Raises:
            GenerateFailed: the runtime failed or the generator is closed.
        """
        ...

    def close(self) -> None:
        """Free the network. Idempotent."""
        ...
