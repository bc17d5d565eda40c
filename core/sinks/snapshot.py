"""write_snapshot(): one composed picture as a PNG file."""

from __future__ import annotations

import os
from pathlib import Path

import cv2

from core.compositor import mirrored as mirrored_image
from core.frame import ComposedFrame
from core.media import writing


def write_snapshot(composed: ComposedFrame, path: Path, *, mirrored: bool = False) -> None:
    """Write the picture, whole or not at all. Blocks on the disk.

    Args:
        composed: what to write.
        path: of the .png file; replaced if it exists.
        mirrored: flip the picture left to right.

    Raises:
        WriteError: it cannot be written; nothing is left behind.
    """
    image = mirrored_image(composed.image, composed.layout) if mirrored else composed.image
    _, encoded = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    partial = path.with_name(f"{path.name}.part")
    with writing(path):
        try:
            with partial.open("wb") as file:
                file.write(encoded.tobytes())
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
