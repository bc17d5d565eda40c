"""The photographs that a style from one picture is trained on: bundled ones and a person's own, as random views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import Dataset

from training.images import images_of, read_image
from training.styles.tone import Rgb
from training.styles.views import random_view, relit

BUNDLED = Path(__file__).parent / "photos"
_KEPT_PX = 512  # longest side at which photographs are kept in memory


def photograph_files(own: Path | None) -> list[Path]:
    """The bundled photographs, and those of a person's folder.

    Raises:
        DataInvalid: the folder does not exist, or holds none.
    """
    return [*images_of(BUNDLED), *(images_of(own) if own else [])]


def read_photograph(path: Path, longest_px: int = _KEPT_PX) -> Rgb:
    """Read an image, (H, W, 3) uint8 RGB, no side longer than `longest_px`.

    Raises:
        DataInvalid: it cannot be read.
    """
    photo = np.array(read_image(path, draft_px=longest_px))
    scale = min(1.0, longest_px / max(photo.shape[:2]))
    sides = [max(1, round(side * scale)) for side in photo.shape[1::-1]]
    return np.asarray(cv2.resize(photo, sides, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def as_tensor(image: Rgb) -> torch.Tensor:
    """(H, W, 3) uint8 -> (3, H, W) float in 0..1."""
    return torch.from_numpy(image).permute(2, 0, 1).float() / 255


class PhotographViews(Dataset[torch.Tensor]):
    """An endless series of views as a webcam would have them, each (3, S, S) float RGB in 0..1."""

    def __init__(self, photos: Sequence[Rgb], *, size_px: int, seed: int) -> None:
        self._photos, self._size_px, self._seed = photos, size_px, seed

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, index: int) -> torch.Tensor:
        """Draw the view of this number; the same at every call."""
        rng = np.random.default_rng([self._seed, index])
        return as_tensor(relit(random_view(self._photos, rng, size_px=self._size_px), rng))
