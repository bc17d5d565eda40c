"""Stylizer: a generator and what steadies its toons over time, for a live image and for a film alike."""

from __future__ import annotations

from core.frame import RgbImage
from core.generators.base import ImageGenerator
from core.smoothing import Smoother


class Stylizer:
    """Draws the images of one source, one after the other. One thread at a time.

    Args:
        generator: draws; stays open.
    """

    def __init__(self, generator: ImageGenerator) -> None:
        self.generator = generator
        self._smoother = Smoother()

    def toon(self, image: RgbImage, *, steady: bool = False, time_ns: int = 0) -> RgbImage:
        """The toon of the next image.

        Args:
            image: (H, W, 3) uint8 RGB; not changed.
            steady: calm what flickers where nothing moves.
            time_ns: of the image; always 0 where no image is left out.

        Returns:
            (h, w, 3) uint8 RGB at the generator's working size.

        Raises:
            GenerateFailed: from the generator.
        """
        if not steady:
            return self.generator.generate(image)
        source = self._smoother.source(image, time_ns=time_ns)
        return self._smoother.toon(self.generator.generate(source))
