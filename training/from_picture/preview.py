"""Preview: a sheet of photographs and their newest toons, which shows a style grow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torchvision.utils import make_grid, save_image

from core.atomic_write import SHARED, atomic_file
from training.data import read_square
from training.from_picture.painter import Painter

_SIDE_PX = 256
_EVERY_S = 30.0


class Preview:
    """Photographs above, toons below; the file is replaced whole."""

    def __init__(self, path: Path, photographs: Sequence[Path]) -> None:
        """Read the photographs, and start the clock.

        Raises:
            DataInvalid: one cannot be read.
        """
        self.path, self._drawn_s = path, time.monotonic()
        self._photos = [read_square(photo, _SIDE_PX) for photo in photographs]

    def is_due(self) -> bool:
        """Whether half a minute has passed."""
        return time.monotonic() - self._drawn_s >= _EVERY_S

    def draw(self, painter: Painter) -> None:
        """Write the sheet."""
        photos = [photo.float() / 255 for photo in self._photos]
        toons = [painter.draw(photo.permute(1, 2, 0).contiguous().numpy()) for photo in self._photos]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(self.path, mode=SHARED) as partial:
            save_image(make_grid(torch.stack([*photos, *toons]), nrow=len(photos)), partial, format="png")
        self._drawn_s = time.monotonic()
