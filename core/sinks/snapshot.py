"""write_snapshot(): one composed image as a PNG file."""

from __future__ import annotations

from pathlib import Path

from core.atomic_write import PRIVATE
from core.compositor import mirrored as mirrored_image
from core.frame import ComposedFrame
from core.media.image_writing import write_image
from core.media.images import ImageContent


def write_snapshot(composed: ComposedFrame, path: Path, *, mirrored: bool = False) -> None:
    """Write the image, whole or not at all, for its owner's eyes alone. Blocks on the disk.

    Args:
        composed: what to write.
        path: of the .png file; replaced if it exists.
        mirrored: flip the image left to right.

    Raises:
        WriteError: it cannot be written; nothing is left behind.
    """
    image = mirrored_image(composed.image, composed.layout) if mirrored else composed.image
    write_image(ImageContent(image, alpha=None), path, mode=PRIVATE)
