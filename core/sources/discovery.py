"""list_cameras(): the cameras of this machine, by name, from the backend that will open them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import cv2

from core.atomic_write import unused_name
from core.errors import SourceNotFound
from core.models.places import APP_NAME
from core.pipewire.nodes import camera_nodes


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that can be opened.

    Attributes:
        id: stays the same while every camera stays plugged in: its path, or its index where there is none.
        name: for people; unique among the listed ones.
        backend: OpenCV's name of the capture API, for example V4L2.
        index: what OpenCV opens.
        api: OpenCV's number of the capture API.
        node: name of the PipeWire node, where PipeWire alone reaches the camera; else empty.
    """

    id: str
    name: str
    backend: str
    index: int
    api: int
    node: str = ""


def list_cameras() -> list[CameraInfo]:
    """Every camera, in the system's order. Blocks up to a second; never opens a device.

    Enumerating and opening use the same capture API: their orders differ, and a mismatch silently opens
    the wrong camera.
    """
    from cv2_enumerate_cameras import enumerate_cameras

    found: list[CameraInfo] = []
    for camera in sorted(enumerate_cameras(_capture_api()), key=lambda camera: camera.index):
        path = camera.path or str(camera.index)
        if any(other.id == path for other in found):
            continue
        found.append(
            CameraInfo(
                id=path,
                name=unused_name(camera.name or path, [other.name for other in found].__contains__),
                backend=cv2.videoio_registry.getBackendName(camera.backend),
                index=camera.index,
                api=camera.backend,
            )
        )
    found += _pipewire_cameras([other.name for other in found]) if sys.platform == "linux" else []
    return found


def _pipewire_cameras(names: list[str]) -> list[CameraInfo]:
    """Those that V4L2 does not show, such as the cameras of laptops with IPU6; never our own toon."""
    nodes = [node for node in camera_nodes(but=APP_NAME.lower()) if node.title not in names]
    return [CameraInfo(f"pipewire:{node.name}", node.title, "PipeWire", 0, cv2.CAP_ANY, node.name) for node in nodes]


def find_camera(number: int) -> CameraInfo:
    """The camera at place `number`, from 0, of `list_cameras()`.

    Raises:
        SourceNotFound: there are not so many.
    """
    cameras = list_cameras()
    if 0 <= number < len(cameras):
        return cameras[number]
    if not cameras:
        raise SourceNotFound("No camera was found.", hint="Plug one in, or use a video file or `--source sample`.")
    listed = ", ".join(f"{place} {camera.name}" for place, camera in enumerate(cameras))
    raise SourceNotFound(f"There is no camera {number}; there are: {listed}.", hint="See `toonclip cameras`.")


def camera_named(name: str, cameras: Iterable[CameraInfo]) -> CameraInfo | None:
    """The listed camera of this name, None when it is away.

    A camera is known again by its name alone: after a restart or an unplugging its id may be another one's.
    """
    return next((camera for camera in cameras if camera.name == name), None)


def _capture_api() -> int:
    if sys.platform == "win32":
        return cv2.CAP_DSHOW
    return cv2.CAP_AVFOUNDATION if sys.platform == "darwin" else cv2.CAP_V4L2
