"""CameraOutput: what a virtual camera asks of the system's way to offer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.virtual_camera.events import Readers
from core.virtual_camera.yuv import YuvFormat, YuvImage

_ALIGNED_PX = 16
_LARGEST_PX = 4096


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """What a virtual camera delivers from start to stop; programs cannot follow a camera that changes its size.

    Attributes:
        width: px; a multiple of 16, so that no row of any plane needs padding.
        height: px; even, as colours are shared by two rows.
        fps: pictures a second.
    """

    width: int = 1280
    height: int = 720
    fps: int = 30

    def __post_init__(self) -> None:
        in_range = 0 < self.width <= _LARGEST_PX and 0 < self.height <= _LARGEST_PX and 0 < self.fps <= 120
        if not in_range or self.width % _ALIGNED_PX or self.height % 2:
            raise ValueError(f"no format of a virtual camera: {self}")

    def size_bytes(self, yuv_format: YuvFormat) -> int:
        """Of a whole picture."""
        if yuv_format is YuvFormat.YUY2:
            return self.width * self.height * 2
        return self.width * self.height * 3 // 2


def format_for(rows: int) -> CameraFormat:
    """What programs get of pictures with so many rows: 1080p, or 720p where there is no more to see."""
    return CameraFormat(1920, 1080) if rows >= 1080 else CameraFormat()


class CameraOutput(Protocol):
    """Offers one camera to the other programs of this computer. Used by one thread at a time; `close` is idempotent."""

    @property
    def name(self) -> str:
        """What other programs list; known once it is open."""
        ...

    @property
    def advice(self) -> str:
        """Which programs list it, and what others need: for people."""
        ...

    def open(self, camera_format: CameraFormat) -> None:
        """Offer the camera. Blocks until the system shows it, for some seconds at most.

        Raises:
            VirtualCameraError: the system has no way to offer one, or refuses it; nothing is left behind.
        """
        ...

    def readers(self) -> Readers:
        """Whether anybody looks.

        Raises:
            VirtualCameraLost: the camera was taken away since `open`.
        """
        ...

    @property
    def yuv_format(self) -> YuvFormat:
        """What is wanted; may change whenever another program begins to read."""
        ...

    def send(self, image: YuvImage, yuv_format: YuvFormat) -> None:
        """Show the next picture, of the camera's size, to whoever reads. Never waits for a reader.

        One whose format is wanted no longer is left out.

        Raises:
            VirtualCameraLost: the camera was taken away.
        """
        ...

    def close(self) -> None:
        """Take the camera away again. Idempotent."""
        ...
