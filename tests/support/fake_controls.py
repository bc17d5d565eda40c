"""The controls of a camera over a driver behind the kernel's interface."""

from __future__ import annotations

import os
from pathlib import Path

from core.sources.camera_controls import CameraControl, read_controls, set_control
from core.sources.discovery import CameraInfo
from core.sources.v4l2 import V4l2Device
from support.fake_v4l2 import FakeControl, FakeDriver

EXPOSURE, EXPOSURE_TIME, BRIGHTNESS, WHITE_AUTO, ZOOM = 0x9A0901, 0x9A0902, 0x980900, 0x98090C, 0x9A090D
_INACTIVE = 1 << 4


class FakeControls:
    """Of a webcam: exposure with its time, brightness, white balance, zoom. Its methods are given to the window."""

    def __init__(self) -> None:
        self.driver = FakeDriver(
            controls={
                BRIGHTNESS: FakeControl("Brightness", 0, 255, 128, default=128),
                WHITE_AUTO: FakeControl("White Balance, Automatic", 0, 1, 1, kind=2, default=1),
                0x980911: FakeControl("Exposure (legacy)", 0, 1, 0),
                EXPOSURE: FakeControl(
                    "Auto Exposure", 0, 3, 3, kind=3, default=3, menu={1: "Manual Mode", 3: "Aperture Priority Mode"}
                ),
                EXPOSURE_TIME: FakeControl("Exposure Time", 3, 2047, 250, default=250, flags=_INACTIVE),
                ZOOM: FakeControl("Zoom, Absolute", 100, 500, 100, default=100),
            }
        )

    def read(self, camera: CameraInfo) -> list[CameraControl]:
        if EXPOSURE in self.driver.controls:
            automatic = self.driver.controls[EXPOSURE].value != 1
            self.driver.controls[EXPOSURE_TIME].flags = _INACTIVE if automatic else 0
        return read_controls(camera, self._open)

    def change(self, camera: CameraInfo, number: int, value: int) -> None:
        set_control(camera, number, value, self._open)

    def _open(self, _path: Path) -> V4l2Device:
        return V4l2Device(Path(os.devnull), ioctl=self.driver)
