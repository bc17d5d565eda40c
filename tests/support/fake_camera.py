"""A camera that is a script: what `CameraSource` opens in place of a device."""

from __future__ import annotations

import cv2
import numpy as np

from core.sources.camera import CameraSource
from core.sources.discovery import CameraInfo

CAMERA = CameraInfo(id="/nowhere/video0", name="Fake camera", backend="V4L2", index=0, api=cv2.CAP_V4L2)


class FakeCapture:
    """A `cv2.VideoCapture` with a script: images, None for a failed read."""

    def __init__(self, *reads: np.ndarray | None, opened: bool = True) -> None:
        self._reads = list(reads)
        self._opened = opened
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self._opened

    def read(self) -> tuple[bool, np.ndarray | None]:
        image = self._reads.pop(0) if self._reads else None
        return image is not None, image

    def get(self, propId: int) -> float:  # noqa: N803
        return 30.0

    def release(self) -> None:
        self.released = True


def camera(*captures: FakeCapture) -> CameraSource:
    remaining = list(captures)
    return CameraSource(CAMERA, open_capture=lambda *_: remaining.pop(0), list_cameras=lambda: [CAMERA])


def bgr(*color: int) -> np.ndarray:
    return np.full((48, 64, 3), color, np.uint8)
