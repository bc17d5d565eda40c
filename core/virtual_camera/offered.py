"""offer_cameras(): the toon through every way this system has to offer a camera."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from core.errors import VirtualCameraError
from core.frame import RgbImage
from core.virtual_camera.base import CameraFormat, CameraOutput
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.driver import DriverCamera, is_loopback_ready
from core.virtual_camera.events import VirtualCameraListener
from core.virtual_camera.pipewire.camera import PipeWireCamera

_log = logging.getLogger(__name__)


def camera_outputs() -> list[CameraOutput]:
    """The ways to try here. On Linux a loaded v4l2loopback comes too: Zoom and Electron do not know PipeWire's."""
    if sys.platform != "linux":
        return [DriverCamera()]
    return [PipeWireCamera(), DriverCamera()] if is_loopback_ready() else [PipeWireCamera()]


def offer_cameras(
    listener: VirtualCameraListener,
    resting: RgbImage,
    camera_format: CameraFormat | None = None,
    *,
    outputs: Sequence[CameraOutput] | None = None,
) -> list[VirtualCamera]:
    """Start a virtual camera on every output that takes one. Blocks for some seconds at most.

    Args:
        listener: see `VirtualCamera`.
        resting: see `VirtualCamera`.
        camera_format: see `VirtualCamera`.
        outputs: the ways to try; None: `camera_outputs()`.

    Raises:
        VirtualCameraError: none takes it; of the first, as that is the usual way.
    """
    cameras: list[VirtualCamera] = []
    errors: list[VirtualCameraError] = []
    for output in camera_outputs() if outputs is None else outputs:
        camera = VirtualCamera(output, listener, resting=resting, camera_format=camera_format)
        try:
            camera.start()
        except VirtualCameraError as error:
            _log.warning("no virtual camera through %s: %s", type(output).__name__, error)
            errors.append(error)
        else:
            cameras.append(camera)
    if errors and not cameras:
        raise errors[0]
    return cameras
