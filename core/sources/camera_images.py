"""CameraImages: whatever pixels a camera's driver delivers, as RGB images."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import SourceFormatRefused
from core.frame import RgbImage

_JPEG_START = b"\xff\xd8"
_EIGHT_BITS = 8
_BY_CHANNELS = {1: cv2.COLOR_GRAY2RGB, 2: cv2.COLOR_YUV2RGB_YUYV, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}
_PACKED = {"UYVY": cv2.COLOR_YUV2RGB_UYVY, "YVYU": cv2.COLOR_YUV2RGB_YVYU}
_PLANES = {
    "NV12": cv2.COLOR_YUV2RGB_NV12,
    "NV21": cv2.COLOR_YUV2RGB_NV21,
    "YU12": cv2.COLOR_YUV2RGB_I420,
    "I420": cv2.COLOR_YUV2RGB_I420,
    "YV12": cv2.COLOR_YUV2RGB_YV12,
}


class CameraImages:
    """Converts the images of one opening of a camera. One thread at a time.

    Most drivers deliver BGR. Others deliver what the sensor does: YUYV, planes of YUV, grey of 8 to 16 bits, or a JPEG
    file. What the array's shape does not tell, the driver's own words for its format do.

    Args:
        name: of the camera, for people.
        coding: the four letters of the driver's format, such as NV12; empty: it does not say.
        rows: of a picture, by the driver; 0: it does not say.
    """

    def __init__(self, name: str, *, coding: str = "", rows: int = 0) -> None:
        self._name, self._coding, self._rows = name, coding, rows
        self._deepest = 0

    def rgb(self, image: npt.NDArray[np.generic]) -> RgbImage | None:
        """(H, W, 3) uint8 RGB of an image as the driver delivers it; its size may change from one to the next.

        Returns:
            None: a JPEG that was damaged on its way; the next one may be whole.

        Raises:
            SourceFormatRefused: it is of no kind that is known.
        """
        channels = 1 if image.ndim == 2 else image.shape[-1]
        if image.ndim not in {2, 3} or image.dtype.name not in _depths(channels):
            raise self._refused(image)
        if channels == 1 and image.shape[0] == 1:
            return self._decoded(image)
        pixels = self._eight_bit(image) if image.dtype == np.uint16 else np.asarray(image, np.uint8)
        try:
            return np.asarray(cv2.cvtColor(pixels, self._conversion(channels, image.shape[0])), np.uint8)
        except cv2.error as error:
            raise self._refused(image) from error

    def _decoded(self, image: npt.NDArray[np.generic]) -> RgbImage | None:
        """Of a single row that is no row of pixels but a file."""
        content = image.reshape(-1)
        if content.dtype != np.uint8 or content[:2].tobytes() != _JPEG_START:
            raise self._refused(image)
        decoded = cv2.imdecode(np.asarray(content, np.uint8), cv2.IMREAD_COLOR_RGB)
        return None if decoded is None else np.asarray(decoded, np.uint8)

    def _conversion(self, channels: int, rows: int) -> int:
        if channels == 2:
            return _PACKED.get(self._coding, _BY_CHANNELS[2])
        is_planes = channels == 1 and self._coding in _PLANES and self._rows and rows * 2 == self._rows * 3
        return _PLANES[self._coding] if is_planes else _BY_CHANNELS[channels]

    def _eight_bit(self, image: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
        """Deep grey by the bits that the sensor has used so far: most fill 10 or 12 of the 16."""
        self._deepest = max(self._deepest, int(image.max()).bit_length())
        return (image.astype(np.uint16) >> max(0, self._deepest - _EIGHT_BITS)).astype(np.uint8)

    def _refused(self, image: npt.NDArray[np.generic]) -> SourceFormatRefused:
        shape = " x ".join(map(str, image.shape))
        coding = f"{self._coding}, " if self._coding else ""
        return SourceFormatRefused(
            f"The camera “{self._name}” delivers pictures of an unknown kind ({coding}{shape}, {image.dtype}).",
            hint="Choose another format in its menu, or another camera.",
        )


def _depths(channels: int) -> tuple[str, ...]:
    """The types of pixels of so many channels that can be shown."""
    if channels == 1:
        return ("uint8", "uint16")
    return ("uint8",) if channels in _BY_CHANNELS else ()


def coding_letters(number: float) -> str:
    """The four letters of a format's number as OpenCV tells it; empty when it tells none."""
    code = int(number) & 0xFFFFFFFF if number > 0 else 0
    letters = code.to_bytes(4, "little").decode("ascii", "replace").strip()
    return letters if letters.isalnum() else ""
