"""SyntheticSource: numbered moving images at a steady rate, for tests, benchmarks and machines without a camera."""

from __future__ import annotations

import time
from threading import Event

import cv2
import numpy as np

from core.errors import SourceDisconnected
from core.frame import RgbImage
from core.sources.base import SourceFormat


class SyntheticSource:
    """A slowly moving colour gradient with the frame number in it.

    Args:
        width: px.
        height: px.
        fps: frames a second.
    """

    name = "Synthetic camera"
    reconnects = False

    def __init__(self, width: int = 1280, height: int = 720, fps: float = 30.0) -> None:
        self._format = SourceFormat(width, height, fps)
        self._closed = Event()
        self._closed.set()
        self._number = 0
        self._next_s = 0.0
        self._background = np.empty((0, 0, 3), np.uint8)

    def open(self) -> SourceFormat:
        width, height = self._format.width, self._format.height
        across = np.linspace(0, 255, 2 * width, dtype=np.float32)
        down = np.linspace(0, 255, height, dtype=np.float32)
        self._background = np.empty((height, 2 * width, 3), np.uint8)
        self._background[..., 0] = np.abs(255 - 2 * across)
        self._background[..., 1] = down[:, None]
        self._background[..., 2] = 128
        self._number = 0
        self._next_s = time.perf_counter()
        self._closed.clear()
        return self._format

    def read(self) -> RgbImage:
        if self._closed.wait(max(0.0, self._next_s - time.perf_counter())):
            raise SourceDisconnected("The synthetic camera is closed.")
        self._next_s = max(self._next_s + 1 / self._format.fps, time.perf_counter())
        offset = 4 * self._number % self._format.width
        image = self._background[:, offset : offset + self._format.width].copy()
        cv2.putText(image, str(self._number), (16, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (255, 255, 255), 3)
        self._number += 1
        return image

    def close(self) -> None:
        self._closed.set()
