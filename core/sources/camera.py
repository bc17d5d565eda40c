"""CameraSource: a camera through OpenCV; its BGR images become RGB here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Protocol

import cv2

from core.errors import (
    SourceBusy,
    SourceDisconnected,
    SourceError,
    SourceFormatRefused,
    SourceNotFound,
    SourcePermissionDenied,
)
from core.frame import RgbImage
from core.sources.base import SourceFormat
from core.sources.camera_images import CameraImages, coding_letters
from core.sources.camera_modes import CameraMode, camera_modes, usual_mode
from core.sources.discovery import CameraInfo, camera_named, list_cameras
from core.sources.holders import programs_holding

_FAILED_READS_ALLOWED = 10
_PATIENCE_S = 3.0
_LONGEST_READ_S = 1.5  # core/__init__.py sets a limit of 1 s for V4L2


class Capture(Protocol):
    """The part of `cv2.VideoCapture` used here."""

    def isOpened(self) -> bool: ...  # noqa: N802
    def read(self) -> tuple[bool, cv2.typing.MatLike | None]: ...
    def get(self, propId: int) -> float: ...  # noqa: N803
    def release(self) -> None: ...


def _open_capture(index: int, api: int, options: Sequence[int]) -> Capture:
    return cv2.VideoCapture(index, api, options)


class CameraSource:
    """A physical camera.

    Args:
        info: from `list_cameras()`.
        wanted: size and rate to ask for, of which the driver gives the nearest it has; None: the usual one.
        open_capture: opens the device: (index, api, options) as `cv2.VideoCapture` takes them.
        list_cameras: where the camera is looked up when it is opened again, as its index may be another one's by then.
        clock: seconds, for how long failed reads are borne.
        longest_read_s: after which a read counts as one that hangs when the camera is closed.
    """

    reconnects = True

    def __init__(
        self,
        info: CameraInfo,
        wanted: CameraMode | None = None,
        *,
        open_capture: Callable[[int, int, Sequence[int]], Capture] = _open_capture,
        list_cameras: Callable[[], list[CameraInfo]] = list_cameras,
        clock: Callable[[], float] = time.monotonic,
        longest_read_s: float = _LONGEST_READ_S,
    ) -> None:
        self._info = info
        self._wanted = wanted
        self._open_capture = open_capture
        self._list_cameras = list_cameras
        self._clock = clock
        self._longest_read_s = longest_read_s
        self._used_before = False
        self._capture: Capture | None = None
        self._images = CameraImages(info.name)
        self._reading = Lock()

    @property
    def name(self) -> str:
        return self._info.name

    def open(self) -> SourceFormat:
        if self._used_before:
            self._info = self._found_again()
        self._used_before = True
        self._capture = capture = self._opened()
        self._images = CameraImages(
            self.name,
            coding=coding_letters(capture.get(cv2.CAP_PROP_FOURCC)),
            rows=max(0, int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))),
        )
        try:
            image = self.read()
        except SourceError as error:
            self.close()
            if isinstance(error, SourceFormatRefused):
                raise
            raise self._held_error() or SourceBusy(
                f"The camera “{self.name}” opens but delivers no picture.",
                hint="Close other programs that use it, or unplug it and plug it in again.",
            ) from None
        fps = capture.get(cv2.CAP_PROP_FPS)
        return SourceFormat(image.shape[1], image.shape[0], fps if fps > 0 else 0.0)

    def read(self) -> RgbImage:
        lost_at_s = self._clock() + _PATIENCE_S
        for _ in range(_FAILED_READS_ALLOWED):
            with self._reading:
                capture = self._capture
                if capture is None:
                    break
                delivered, image = capture.read()
            converted = self._images.rgb(image) if delivered and image is not None and image.size else None
            if converted is not None:
                return converted
            if self._clock() >= lost_at_s:
                break
        raise SourceDisconnected(f"The camera “{self.name}” stopped.", hint="Is it still plugged in?")

    def close(self) -> None:
        capture, self._capture = self._capture, None
        if capture is None:
            return
        # OpenCV may crash when a camera is released during a read, but only that frees a read that hangs.
        between_reads = self._reading.acquire(timeout=self._longest_read_s)
        try:
            capture.release()
        finally:
            if between_reads:
                self._reading.release()

    def _found_again(self) -> CameraInfo:
        found = camera_named(self.name, self._list_cameras())
        if found is None:
            raise SourceNotFound(f"The camera “{self.name}” is gone.", hint="Plug it in, or choose another one.")
        return found

    def _opened(self) -> Capture:
        """The device as wanted, else as it is: a backend that lacks one of the options refuses to open."""
        wanted = self._wanted or usual_mode(camera_modes(self._info))
        for options in (self._options(wanted), []):
            capture = self._open_capture(self._info.index, self._info.api, options)
            if capture.isOpened():
                return capture
            capture.release()
        raise self._open_error()

    def _options(self, wanted: CameraMode) -> list[int]:
        """Given at opening, as DirectShow ignores later changes; MJPG, as raw 720p is slow on USB."""
        coding = (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*(wanted.coding or "MJPG").ljust(4)))
        return [
            *(coding if self._info.api != cv2.CAP_AVFOUNDATION else ()),
            *(cv2.CAP_PROP_FRAME_WIDTH, wanted.width),
            *(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height),
            *(cv2.CAP_PROP_FPS, round(wanted.fps)),
        ]

    def _open_error(self) -> SourceError:
        device = Path(self._info.id)
        if device.is_absolute() and device.parent == Path("/dev"):
            if not device.exists():
                return SourceNotFound(
                    f"The camera “{self.name}” is gone: there is no {device}.",
                    hint="Plug it in, or choose another one.",
                )
            if not os.access(device, os.R_OK | os.W_OK):
                return SourcePermissionDenied(
                    f"You may not use the camera “{self.name}” ({device}).",
                    hint="Add yourself to the group video: `sudo usermod -aG video $USER`, then log in again.",
                )
        return self._held_error() or SourceBusy(
            f"The camera “{self.name}” cannot be opened.",
            hint="Close other programs that use it, and allow camera access in the system's privacy settings.",
        )

    def _held_error(self) -> SourceBusy | None:
        """Which program has the camera, where the system tells."""
        holders = programs_holding(Path(self._info.id))
        if not holders:
            return None
        return SourceBusy(
            f"The camera “{self.name}” is used by {' and '.join(holders)}.",
            hint="Close that program, or its video call, and try again.",
        )
