"""draw_still(): the toon of a picture that has time, drawn at the size at which its largest face is drawn best."""

from __future__ import annotations

import cv2
import numpy as np

from core.compositor import resize
from core.faces import largest_face_px
from core.frame import RgbImage
from core.generators.base import FaceSizedGenerator, ImageGenerator
from core.upscaling import upscale

_MOST_ENLARGED = 3.5  # more pixels hold nothing that could be drawn
_LONGEST_PX = 1536  # of what the network works on, for a face that is small in a large picture
_FINER = 1.3  # how much larger the usual size must be for its fine lines to be worth a second drawing


def draw_still(generator: ImageGenerator, image: RgbImage) -> RgbImage:
    """The toon, (h, w, 3) uint8 RGB of the image's shape; a model whose best size is not known draws at its own.

    A face that is larger than the model draws best is drawn twice: small for the bold lines, and at the model's
    usual size for the fine ones, which are laid over them (band by band, as Burt and Adelson 1983 merge pictures).

    Args:
        generator: works at its largest size afterwards.
        image: (H, W, 3) uint8 RGB; not changed.

    Raises:
        GenerateFailed: from the generator.
    """
    if not isinstance(generator, FaceSizedGenerator) or generator.face_px is None:
        return generator.generate(image)
    height, width = image.shape[:2]
    usual_px = generator.working_sizes(width, height)[-1].longer_side
    face_px = largest_face_px(image)
    if face_px is None:
        generator.longer_side = usual_px
        return generator.generate(image)
    longer_side = max(height, width)
    wanted_px = longer_side * min(generator.face_px / face_px, _MOST_ENLARGED)
    bold = _drawn(generator, image, min(wanted_px, _LONGEST_PX), usual_px)
    if min(usual_px, longer_side) < wanted_px * _FINER:
        return bold
    return with_fine_lines(bold, generator.generate(image))


def _drawn(generator: FaceSizedGenerator, image: RgbImage, longer_px: float, usual_px: int) -> RgbImage:
    """The toon of the image scaled to a longer side; the generator's bound is its usual one before and after."""
    scale = longer_px / max(image.shape[:2])
    width, height = (max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
    scaled = resize(image, width, height) if scale < 1 else upscale(image, width, height)
    generator.longer_side = max(usual_px, width, height)
    try:
        return generator.generate(scaled)
    finally:
        generator.longer_side = usual_px


def with_fine_lines(bold: RgbImage, fine: RgbImage) -> RgbImage:
    """What only the larger toon has, over the smaller one; both (h, w, 3) uint8 RGB. Of the size of `fine`."""
    height, width = fine.shape[:2]
    coarse = resize(fine, bold.shape[1], bold.shape[0])
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    lines = cv2.subtract(fine, soft, dtype=cv2.CV_16S)
    merged = cv2.add(cv2.resize(bold, (width, height), interpolation=cv2.INTER_CUBIC), lines, dtype=cv2.CV_16S)
    return np.clip(merged, 0, 255).astype(np.uint8)
