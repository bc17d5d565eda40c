"""compose(): builds the output image of a frame in one of the layouts. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.crop import Crop
from core.frame import ComposedFrame, Frame, Generated, Layout, OnDemand, Picture, RgbImage, Size, published
from core.i420 import I420, beside, flipped, part
from core.strength import FULL, furthered, weakened
from core.upscaling import is_upscaled_to_i420, upscale, upscale_to_i420


@dataclass(frozen=True, slots=True)
class ComposeSettings:
    """What to compose; replaced as a whole, read once a frame.

    Attributes:
        layout: which image.
        split: in the split layout, the share of the width left of the divider, 0..1, that shows the original.
        steady: successive toons are smoothed against flicker.
        strength: of the drawing: 0 is the original exactly, 1 the toon as drawn, up to 1.5 drawn further.
    """

    layout: Layout = Layout.TOON
    split: float = 0.5
    steady: bool = False
    strength: float = FULL


def compose(
    frame: Frame, generated: Generated | None, settings: ComposeSettings, box: Size | None = None
) -> ComposedFrame:
    """The picture of `frame` in the layout of `settings`. Any thread.

    Without a generated image the original stands in for the toon.

    Args:
        frame: as captured.
        generated: what was made of it.
        settings: layout and strength.
        box: the most px in width and height that somebody can use of an image; None: the frame's own size, which is
            never exceeded.
    """
    size = fitted_size(frame.image, box)
    original = Picture.of(lambda: published(resize(frame.image, *size)))
    toon = original if generated is None else _toon(original, generated.image, settings.strength, size)
    _ = toon.ready.value  # what fails, fails here
    return ComposedFrame(frame, generated, settings.layout, size, original, toon, _laid_out(original, toon, settings))


def _toon(original: Picture, generated: RgbImage, strength: float, size: Size) -> Picture:
    if strength != FULL:
        return Picture.of(lambda: published(finished_toon(original.rgb.value, generated, strength)))
    picture = Picture.of(lambda: published(fitted_toon(generated, *size)))
    if not _is_larger(size, generated) or not is_upscaled_to_i420(*size):
        return picture
    i420 = OnDemand(lambda: upscale_to_i420(generated, *size))
    return Picture(picture.rgb, i420, i420)


def _laid_out(original: Picture, toon: Picture, settings: ComposeSettings) -> Picture:
    if settings.layout in (Layout.TOON, Layout.ORIGINAL):
        return toon if settings.layout is Layout.TOON else original
    i420 = OnDemand(lambda: _compose_i420(original.i420.value, toon.i420.value, settings))
    rgb = OnDemand(lambda: published(compose_images(original.rgb.value, toon.rgb.value, settings)))
    return Picture(rgb, i420, i420 if toon.ready is toon.i420 else rgb)


def compose_images(original: RgbImage, toon: RgbImage, settings: ComposeSettings) -> RgbImage:
    """Lay out two (H, W, 3) uint8 RGB images of the same size; returns (H, W or 2W, 3). May return an input itself."""
    match settings.layout:
        case Layout.TOON:
            return toon
        case Layout.ORIGINAL:
            return original
        case Layout.SIDE_BY_SIDE:
            return np.hstack((original, toon))
        case Layout.SPLIT:
            divider = round(original.shape[1] * min(1.0, max(0.0, settings.split)))
            return np.hstack((original[:, :divider], toon[:, divider:]))


def _compose_i420(original: I420, toon: I420, settings: ComposeSettings) -> I420:
    """Two pictures of the same size side by side or split, where colour is as fine: at every second pixel."""
    if settings.layout is Layout.SIDE_BY_SIDE:
        return beside(original, toon)
    width, height = toon.width, toon.height
    divider = 2 * round(width // 2 * min(1.0, max(0.0, settings.split)))
    if divider in (0, width):
        return original if divider else toon
    return beside(part(original, 0, 0, divider, height), part(toon, divider, 0, width - divider, height))


def finished_toon(original: RgbImage, toon: RgbImage, strength: float) -> RgbImage:
    """A generator's image at the size of its source and in this strength: (H, W, 3) uint8 RGB. May return an input."""
    toon = furthered(resize(original, toon.shape[1], toon.shape[0]), toon, strength) if strength > FULL else toon
    return weakened(original, fitted_toon(toon, original.shape[1], original.shape[0]), strength)


def fitted_size(image: RgbImage, box: Size | None) -> Size:
    """As large as the image fits into the box, and no larger than it is; even, as I420 is, where it is smaller."""
    rows, columns = image.shape[:2]
    scale = 1.0 if box is None else min(1.0, box[0] / columns, box[1] / rows)
    if scale == 1:
        return columns, rows
    return max(2, 2 * round(columns * scale / 2)), max(2, 2 * round(rows * scale / 2))


def fitted_toon(toon: RgbImage, width: int, height: int) -> RgbImage:
    """A generator's image at the size of its source: (height, width, 3) uint8 RGB. Returns the input when it fits."""
    return upscale(toon, width, height) if _is_larger((width, height), toon) else resize(toon, width, height)


def _is_larger(size: Size, toon: RgbImage) -> bool:
    rows, columns = toon.shape[:2]
    return size[0] >= columns and size[1] >= rows and size != (columns, rows)


def resize(image: RgbImage, width: int, height: int) -> RgbImage:
    """Scale to (height, width, 3) uint8 RGB: area averaging down, cubic up. Returns the input when it fits."""
    while _is_far_larger(image, width, height):
        image = _halved(image)
    rows, columns = image.shape[:2]
    if (columns, rows) == (width, height):
        return image
    smaller = width < columns or height < rows
    resized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return resized.astype(np.uint8, copy=False)


def _is_far_larger(image: RgbImage, width: int, height: int) -> bool:
    rows, columns = image.shape[:2]
    return 3 * width <= columns and 3 * height <= rows and rows % 2 == columns % 2 == 0


def _halved(image: RgbImage) -> RgbImage:
    """Means of 2 x 2 px. Averaging by a whole factor first takes a quarter of the time of 1920 to 256 px at once."""
    rows, columns = image.shape[:2]
    return cv2.resize(image, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def mirrored(image: RgbImage, layout: Layout) -> RgbImage:
    """Flip a composed (H, W, 3) image left to right; side by side, each half in its place."""
    if layout is not Layout.SIDE_BY_SIDE:
        return np.ascontiguousarray(image[:, ::-1])
    half = image.shape[1] // 2
    return np.hstack((image[:, :half][:, ::-1], image[:, half:][:, ::-1]))


def mirrored_i420(picture: I420, layout: Layout) -> I420:
    """Flip a composed picture left to right; side by side, each half in its place."""
    if layout is not Layout.SIDE_BY_SIDE:
        return flipped(picture)
    half, height = picture.width // 2, picture.height
    return beside(*(flipped(part(picture, left, 0, half, height)) for left in (0, half)))


def cropped(image: RgbImage, crop: Crop) -> RgbImage:
    """The middle of an (H, W, 3) image: a view."""
    rows, columns = image.shape[:2]
    width, height = (max(1, round(side)) for side in crop.size(columns, rows))
    top, left = (rows - height) // 2, (columns - width) // 2
    return image[top : top + height, left : left + width]


def cropped_i420(picture: I420, crop: Crop) -> I420:
    """The middle of a picture, to every second pixel."""
    width, height = (max(2, int(side) // 2 * 2) for side in crop.size(picture.width, picture.height))
    left, top = (picture.width - width) // 4 * 2, (picture.height - height) // 4 * 2
    return part(picture, left, top, width, height)
