"""compose(): builds the output image of a frame in one of the layouts. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.crop import Crop
from core.frame import ComposedFrame, Frame, Generated, Layout, OnDemand, RgbImage, Size, published
from core.strength import FULL, furthered, weakened
from core.upscaling import upscale


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
    width, height = fitted_size(frame.image, box)
    original = OnDemand(lambda: published(resize(frame.image, width, height)))
    if generated is None:
        toon = original.value
    elif settings.strength == FULL:
        toon = published(fitted_toon(generated.image, width, height))
    else:
        toon = published(finished_toon(original.value, generated.image, settings.strength))
    image = OnDemand(lambda: published(compose_images(original.value, toon, settings)))
    return ComposedFrame(frame, generated, settings.layout, toon, (original, image))


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


def finished_toon(original: RgbImage, toon: RgbImage, strength: float) -> RgbImage:
    """A generator's image at the size of its source and in this strength: (H, W, 3) uint8 RGB. May return an input."""
    toon = furthered(resize(original, toon.shape[1], toon.shape[0]), toon, strength) if strength > FULL else toon
    return weakened(original, fitted_toon(toon, original.shape[1], original.shape[0]), strength)


def fitted_size(image: RgbImage, box: Size | None) -> Size:
    """As large as the image fits into the box, and no larger than it is."""
    rows, columns = image.shape[:2]
    scale = 1.0 if box is None else min(1.0, box[0] / columns, box[1] / rows)
    return max(1, round(columns * scale)), max(1, round(rows * scale))


def fitted_toon(toon: RgbImage, width: int, height: int) -> RgbImage:
    """A generator's image at the size of its source: (height, width, 3) uint8 RGB. Returns the input when it fits."""
    rows, columns = toon.shape[:2]
    larger = width >= columns and height >= rows and (columns, rows) != (width, height)
    return upscale(toon, width, height) if larger else resize(toon, width, height)


def resize(image: RgbImage, width: int, height: int) -> RgbImage:
    """Scale to (height, width, 3) uint8 RGB: area averaging down, cubic up. Returns the input when it fits."""
    rows, columns = image.shape[:2]
    if (columns, rows) == (width, height):
        return image
    smaller = width < columns or height < rows
    resized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return resized.astype(np.uint8, copy=False)


def mirrored(image: RgbImage, layout: Layout) -> RgbImage:
    """Flip a composed (H, W, 3) image left to right; side by side, each half in its place."""
    if layout is not Layout.SIDE_BY_SIDE:
        return np.ascontiguousarray(image[:, ::-1])
    half = image.shape[1] // 2
    return np.hstack((image[:, :half][:, ::-1], image[:, half:][:, ::-1]))


def letterboxed(image: RgbImage, width: int, height: int) -> RgbImage:
    """Fit into (height, width, 3) uint8 RGB, its shape kept, black bars around. Returns the input when it fits."""
    rows, columns = image.shape[:2]
    if (columns, rows) == (width, height):
        return image
    scale = min(width / columns, height / rows)
    fitted = resize(image, max(1, round(columns * scale)), max(1, round(rows * scale)))
    canvas = np.zeros((height, width, 3), np.uint8)
    top, left = (height - fitted.shape[0]) // 2, (width - fitted.shape[1]) // 2
    canvas[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return canvas


def cropped(image: RgbImage, crop: Crop) -> RgbImage:
    """The middle of an (H, W, 3) image: a view."""
    rows, columns = image.shape[:2]
    width, height = (max(1, round(side)) for side in crop.size(columns, rows))
    top, left = (rows - height) // 2, (columns - width) // 2
    return image[top : top + height, left : left + width]
