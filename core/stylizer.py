"""Stylizer: a generator and what steadies its toons over time, for a live image and for a film alike."""

from __future__ import annotations

import cv2
import numpy as np

from core.compositor import resize
from core.frame import RgbImage
from core.generators.base import ImageGenerator
from core.smoothing import Smoother
from core.stills import draw_still

_FADED_TOONS = 5  # a sixth of a second: too short for a trail to be seen


class Stylizer:
    """Draws the images of one source, one after the other. One thread at a time.

    Args:
        generator: draws; stays open.
    """

    def __init__(self, generator: ImageGenerator) -> None:
        self.generator = generator
        self._smoother = Smoother()
        self._last: RgbImage | None = None
        self._before: RgbImage | None = None
        self._to_fade = 0
        self._still: tuple[RgbImage, RgbImage] | None = None

    def resized(self) -> None:
        """The generator works at another size from now on: its next toons fade in, so that nobody sees a jump."""
        self._smoother = Smoother()
        self._before, self._to_fade = self._last, _FADED_TOONS

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
        if steady:
            source = self._smoother.source(image, time_ns=time_ns)
            toon = self._smoother.toon(self.generator.generate(source))
        else:
            toon = self.generator.generate(image)
        self._last = toon = self._faded(toon)
        return toon

    def still(self, image: RgbImage) -> RgbImage:
        """The toon of a picture that stands still, drawn with all the time there is: see `draw_still`.

        Args:
            image: (H, W, 3) uint8 RGB; the very array of the time before is not drawn again.

        Raises:
            GenerateFailed: from the generator.
        """
        if self._still is None or self._still[0] is not image:
            self._still = image, draw_still(self.generator, image)
        self._last = toon = self._faded(self._still[1])
        return toon

    def _faded(self, toon: RgbImage) -> RgbImage:
        if not self._to_fade or self._before is None:
            return toon
        share = self._to_fade / (_FADED_TOONS + 1)
        self._to_fade -= 1
        before = resize(self._before, toon.shape[1], toon.shape[0])
        return np.asarray(cv2.addWeighted(before, share, toon, 1 - share, 0), np.uint8)
