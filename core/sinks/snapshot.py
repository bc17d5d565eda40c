"""write_snapshot(): one composed picture as a PNG file."""

from __future__ import annotations

from pathlib import Path

from core.atomic_write import PRIVATE
from core.compositor import mirrored as mirrored_image
from core.frame import ComposedFrame
from core.media.images import Picture, write_picture


def write_snapshot(composed: ComposedFrame, path: Path, *, mirrored: bool = False) -> None:
    """Write the picture, whole or not at all, for its owner's eyes alone. Blocks on the disk.

    Args:
        composed: what to write.
        path: of the .png file; replaced if it exists.
        mirrored: flip the picture left to right.

    Raises:
        WriteError: it cannot be written; nothing is left behind.
    """
    image = mirrored_image(composed.image, composed.layout) if mirrored else composed.image
    write_picture(Picture(image, alpha=None), path, mode=PRIVATE)
