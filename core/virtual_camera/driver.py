"""DriverCamera: a camera of v4l2loopback on Linux, of OBS Studio elsewhere, through the optional pyvirtualcam."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from core.errors import VirtualCameraLost, VirtualCameraMissing, VirtualCameraRefused
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.events import Readers
from core.virtual_camera.yuv import YuvFormat, YuvImage

_PACKAGE = "pyvirtualcam"
_LOOPBACK_MODULE = Path("/sys/module/v4l2loopback")
_DEVICE_NAMES = Path("/sys/class/video4linux")
_USE_OBS = "Let OBS Studio capture ToonClip's window, and start OBS's virtual camera."
_INSTALL_LOOPBACK = (
    "Install v4l2loopback and load it: `sudo apt install v4l2loopback-dkms`, then "
    "`sudo modprobe v4l2loopback exclusive_caps=1 card_label=ToonClip`."
)
_INSTALL_OBS = "Install OBS Studio, start its virtual camera once, stop it and close OBS; then try again."


def is_loopback_ready() -> bool:
    """Whether this Linux has v4l2loopback loaded and the package that speaks to it."""
    return _LOOPBACK_MODULE.is_dir() and find_spec(_PACKAGE) is not None


class DriverCamera:
    """A `CameraOutput` over the first free device of a driver. Whether anybody reads, these drivers do not tell."""

    yuv_format = YuvFormat.I420
    advice = "Programs list it among their cameras; those that run already may have to be started again."

    def __init__(self) -> None:
        self._device: Any = None  # pyvirtualcam.Camera; the package is not there to name its types
        self._name = "the virtual camera"

    @property
    def name(self) -> str:
        return self._name

    def open(self, camera_format: CameraFormat) -> None:
        """See `CameraOutput.open`."""
        package = _imported()
        try:
            self._device = package.Camera(
                camera_format.width, camera_format.height, camera_format.fps, fmt=package.PixelFormat.I420
            )
        except Exception as error:  # whatever a back end raises, pyvirtualcam gathers into a RuntimeError
            raise VirtualCameraRefused(
                f"No driver offers a virtual camera here: {_first_line(error)}.",
                hint=_INSTALL_LOOPBACK if sys.platform == "linux" else _INSTALL_OBS,
            ) from error
        self._name = _listed_name(self._device.device)

    def readers(self) -> Readers:
        """See `CameraOutput.readers`."""
        return Readers.UNKNOWN

    def send(self, image: YuvImage, yuv_format: YuvFormat) -> None:  # noqa: ARG002 - it wants one only
        """See `CameraOutput.send`."""
        try:
            self._device.send(image)
        except Exception as error:
            raise VirtualCameraLost(
                f"The driver of {self._name} takes no more pictures: {_first_line(error)}.",
                hint="The camera comes back when the driver does.",
            ) from error

    def close(self) -> None:
        """See `CameraOutput.close`."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


def _imported() -> ModuleType:
    try:
        return import_module(_PACKAGE)
    except ImportError as error:
        raise VirtualCameraMissing(
            f"A camera for other programs needs the package {_PACKAGE} (GPL 2), which ToonClip does not bring along.",
            hint=_USE_OBS if _is_frozen() else f"Install it with `{sys.executable} -m pip install {_PACKAGE}`.",
        ) from error


def _is_frozen() -> bool:
    """Whether this is the installed program, whose Python takes no packages."""
    return bool(getattr(sys, "frozen", False))


def _listed_name(device: str) -> str:
    """The label that programs list for a Linux device; elsewhere pyvirtualcam says it itself."""
    label = _DEVICE_NAMES / Path(device).name / "name"
    return label.read_text("utf-8").strip() if device.startswith("/dev/") and label.is_file() else device


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".!")
