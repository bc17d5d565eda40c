"""write_snapshot(): one composed image as a PNG file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.atomic_write import PRIVATE
from core.compositor import cropped
from core.compositor import mirrored as mirrored_image
from core.crop import Crop
from core.frame import ComposedFrame, RgbImage
from core.media.image_writing import write_image
from core.media.images import ImageContent


def write_snapshot(composed: ComposedFrame, path: Path, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> None:
    """Write the image, whole or not at all, for its owner's eyes alone. Blocks on the disk.

    Args:
        composed: what to write.
        path: of the .png file, which does not exist yet.
        mirrored: flip the image left to right.
        crop: the part of it that is kept.

    Raises:
        WriteError: it cannot be written, NameTaken where there is such a file; nothing is left behind.
    """
    content = ImageContent(snapshot_image(composed, mirrored=mirrored, crop=crop), alpha=None)
    write_image(content, path, mode=PRIVATE, replace=False)


def snapshot_image(composed: ComposedFrame, *, mirrored: bool, crop: Crop) -> RgbImage:
    """What a snapshot of it shows: (h, w, 3) uint8 RGB, contiguous."""
    image = mirrored_image(composed.image, composed.layout) if mirrored else composed.image
    return np.ascontiguousarray(cropped(image, crop))
