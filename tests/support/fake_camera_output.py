"""A stand-in for the system's way to offer a camera: can be read, held, taken away, and refuse to open."""

from __future__ import annotations

from threading import Condition, Event

import numpy as np

from core.errors import VirtualCameraLost, VirtualCameraMissing
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.events import Readers
from core.virtual_camera.yuv import YuvFormat, YuvImage

_PATIENCE_S = 10.0


class FakeCameraOutput:
    """Keeps what it was sent.

    Attributes:
        yuv_format: may be changed, as by a reader that asks for another one.
        proceed: while it is cleared, `send` hangs.
        opens_that_fail: how many of the next calls of `open` do.
        is_open: between `open` and `close`.
    """

    name = "Fake"
    advice = "Every program lists it."

    def __init__(self, readers: Readers = Readers.SOME) -> None:
        self.yuv_format = YuvFormat.I420
        self.proceed = Event()
        self.proceed.set()
        self.entered = Event()
        self.opens_that_fail = 0
        self.is_open = False
        self.sent: list[YuvImage] = []
        self._readers = readers
        self._lost = False
        self._rows = 0
        self._changed = Condition()

    def open(self, camera_format: CameraFormat) -> None:
        if self.opens_that_fail:
            self.opens_that_fail -= 1
            raise VirtualCameraMissing("The service is not running.")
        self.camera_format = camera_format
        self._rows, self._lost, self.is_open = camera_format.height, False, True

    def set_readers(self, readers: Readers) -> None:
        self._readers = readers

    def lose(self) -> None:
        """The system takes the camera away."""
        self._lost = True

    def readers(self) -> Readers:
        if self._lost:
            raise VirtualCameraLost("The service ended.")
        return self._readers

    def send(self, image: YuvImage, yuv_format: YuvFormat) -> None:
        self.entered.set()
        assert self.proceed.wait(_PATIENCE_S)
        with self._changed:
            self.sent.append(image)
            self._changed.notify_all()

    def close(self) -> None:
        self.is_open = False

    def wait_for(self, count: int) -> list[YuvImage]:
        """So many more pictures than there are now; only these."""
        with self._changed:
            already = len(self.sent)
            assert self._changed.wait_for(lambda: len(self.sent) >= already + count, _PATIENCE_S)
            return self.sent[already:]

    def luma(self, image: YuvImage) -> np.ndarray:
        """The first plane of a picture in planes."""
        return image[: image.size * 2 // 3].reshape(self._rows, -1)
