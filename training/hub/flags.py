"""Keeps pairs of a picture and its toon that a person flagged, to be looked at or trained on later."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.errors import FolderNotWritable


def save_pair(folder: Path, model_id: str, picture: npt.NDArray[np.uint8], toon: npt.NDArray[np.uint8]) -> str:
    """Write `input/NAME.png` and `toon/NAME.png` below `folder`; returns NAME.

    Args:
        folder: made when missing.
        model_id: becomes part of the name.
        picture: (H, W, 3) uint8 RGB.
        toon: likewise.

    Raises:
        FolderNotWritable: it cannot be written; no half of a pair is left.
    """
    stem = datetime.now().astimezone().strftime(f"%Y-%m-%d-%H%M%S-%f-{model_id}")
    paths = [folder / kind / f"{stem}.png" for kind in ("input", "toon")]
    try:
        for path, image in zip(paths, (picture, toon), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(path)
    except OSError as error:
        for path in paths:
            with suppress(OSError):
                path.unlink()
        raise FolderNotWritable(
            f"The pair cannot be written into {folder}: {(error.strerror or str(error)).lower()}.",
            hint="Start the demo with --flags and another folder.",
        ) from error
    return stem
