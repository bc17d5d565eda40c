"""DriverCamera through the real pyvirtualcam, with a driver of the tests' own behind it, and without any."""

import sys
from collections.abc import Iterator

import numpy as np
import pytest

from core.errors import VirtualCameraLost, VirtualCameraMissing, VirtualCameraRefused
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.driver import DriverCamera
from core.virtual_camera.events import Readers

pyvirtualcam = pytest.importorskip("pyvirtualcam", reason="pyvirtualcam has no wheel for this computer")
FORMAT = CameraFormat(64, 48, 30)


class Driver:
    """A back end as pyvirtualcam documents them."""

    opened: "list[Driver]"

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        self.frames: list[np.ndarray] = []
        self.closed = False
        self.opened.append(self)

    def send(self, frame: np.ndarray) -> None:
        if len(self.frames) == 2:
            raise OSError("device gone")
        self.frames.append(frame)

    def device(self) -> str:
        return "OBS Virtual Camera"

    def native_fourcc(self) -> int | None:
        return None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> list[Driver]:
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {"ours": Driver})
    Driver.opened = []
    return Driver.opened


@pytest.fixture
def camera() -> Iterator[DriverCamera]:
    camera = DriverCamera()
    yield camera
    camera.close()


def test_pictures_reach_the_driver(drivers: list[Driver], camera: DriverCamera):
    camera.open(FORMAT)
    image = np.arange(64 * 48 * 3 // 2, dtype=np.int64).astype(np.uint8)
    camera.send(image, camera.yuv_format)

    assert camera.name == "OBS Virtual Camera"
    assert camera.readers() is Readers.UNKNOWN
    assert np.array_equal(drivers[0].frames[0], image)


def test_a_driver_that_goes_away_is_told(drivers: list[Driver], camera: DriverCamera):
    camera.open(FORMAT)
    image = np.zeros(FORMAT.size_bytes(camera.yuv_format), np.uint8)
    camera.send(image, camera.yuv_format)
    camera.send(image, camera.yuv_format)
    with pytest.raises(VirtualCameraLost, match="OBS Virtual Camera takes no more pictures: device gone"):
        camera.send(image, camera.yuv_format)


def test_it_is_closed_once(drivers: list[Driver], camera: DriverCamera):
    camera.open(FORMAT)
    camera.close()
    camera.close()
    assert drivers[0].closed


def test_without_a_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, camera: DriverCamera):
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {"obs": _refusing})
    with pytest.raises(VirtualCameraRefused, match="driver not installed") as raised:
        camera.open(FORMAT)
    assert ("v4l2loopback" if sys.platform == "linux" else "OBS Studio") in raised.value.hint


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, camera: DriverCamera):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(VirtualCameraMissing, match="GPL 2") as raised:
        camera.open(FORMAT)
    assert "pip install pyvirtualcam" in raised.value.hint


def test_the_installed_program_takes_no_packages(monkeypatch: pytest.MonkeyPatch, camera: DriverCamera):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(VirtualCameraMissing) as raised:
        camera.open(FORMAT)
    assert "pip" not in raised.value.hint
    assert "OBS Studio" in raised.value.hint


def _refusing(**_: object) -> Driver:
    raise RuntimeError("driver not installed")
