"""poster(): a small picture of a clip or an image file, for lists of them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import cv2

from core.errors import SourceFormatRefused
from core.frame import RgbImage
from core.media.clip_reader import ClipReader
from core.media.frame_images import FrameImages
from core.media.image_kinds import is_image
from core.media.images import read_image
from core.media.reading import open_video


def poster(path: Path, width: int, height: int) -> tuple[RgbImage, float]:
    """The first picture, fitted into `width` x `height` px, and the length in s; 0 for an image. Blocks.

    Raises:
        AppError: it cannot be read.
    """
    if is_image(path):
        return _fitted(read_image(path).image, width, height), 0.0
    with open_video(path) as (container, stream):
        first = next(ClipReader(container, stream).frames(), None)
        if first is None:
            raise SourceFormatRefused(f"{path} holds no picture.", hint="Choose another file.")
        duration_s = float((stream.duration or 0) * (stream.time_base or 0))
        return _fitted(FrameImages(stream).image(first.frame), width, height), duration_s


def _fitted(image: RgbImage, width: int, height: int) -> RgbImage:
    rows, columns = image.shape[:2]
    scale = min(width / columns, height / rows)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return cast("RgbImage", cv2.resize(image, size, interpolation=cv2.INTER_AREA))
