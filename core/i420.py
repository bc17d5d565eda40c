"""I420: a picture as encoders, cameras and screens take it: brightness in full, colour at half size; BT.709."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

Plane = npt.NDArray[np.uint8]

_RED, _BLUE = 0.2126, 0.0722
_GREEN = 1 - _RED - _BLUE
RGB_TO_YUV = np.array(
    [
        [*(219 / 255 * weight for weight in (_RED, _GREEN, _BLUE)), 16],
        [*(224 / 255 / (2 - 2 * _BLUE) * weight for weight in (-_RED, -_GREEN, 1 - _BLUE)), 128],
        [*(224 / 255 / (2 - 2 * _RED) * weight for weight in (1 - _RED, -_GREEN, -_BLUE)), 128],
    ]
)
"""(3, 4) for `cv2.transform`: BT.709, limited range."""
_BLACK = (16, 128, 128)
_WHOLE_PX = 16  # of a narrower rest of a row, FFmpeg's scaler leaves some out
_READ_BEYOND_BYTES = 64  # and it reads whole registers


@dataclass(frozen=True, slots=True, eq=False)
class I420:
    """Even in width and height; not to be written to once another thread may read it.

    Attributes:
        planes: (H * 3 / 2, W) uint8, C-contiguous: Y, then U, then V; BT.709, limited range.
    """

    planes: Plane

    @property
    def width(self) -> int:
        return self.planes.shape[1]

    @property
    def height(self) -> int:
        return self.planes.shape[0] * 2 // 3

    @property
    def yuv(self) -> tuple[Plane, Plane, Plane]:
        """(H, W), (H / 2, W / 2), (H / 2, W / 2): views."""
        width, height = self.width, self.height
        u, v = self.planes.reshape(-1)[width * height :].reshape(2, height // 2, width // 2)
        return self.planes[:height], u, v


def blank_i420(width: int, height: int) -> I420:
    """One to be filled, of any colour. Width and height are even, px."""
    size = width * height * 3 // 2
    return I420(np.empty(size + _READ_BEYOND_BYTES, np.uint8)[:size].reshape(-1, width))


def to_i420(image: npt.NDArray[np.uint8]) -> I420:
    """(H, W, 3) uint8 RGB; where a side is odd, its last row or column is repeated.

    Half of the time that FFmpeg's scaler takes for it.
    """
    image = _even_sized(image)
    rows, columns = image.shape[:2]
    picture = blank_i420(columns, rows)
    luma, *chroma = picture.yuv
    cv2.transform(image, RGB_TO_YUV[:1], luma)
    halved = cv2.resize(image, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    for plane, weights in zip(chroma, RGB_TO_YUV[1:], strict=True):
        plane[:] = cv2.transform(halved, weights[None]).reshape(plane.shape)
    return picture


def to_bgrx(picture: I420) -> npt.NDArray[np.uint8]:
    """(H, W, 4) uint8, C-contiguous: blue, green, red and 255, as screens take it."""
    width = picture.width
    if width % _WHOLE_PX:
        picture = _widened(picture, width + -width % _WHOLE_PX)
    shown = to_frame(picture).reformat(
        format="bgra",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        threads=1,  # more would be started anew for every picture
    )
    return cast("npt.NDArray[np.uint8]", np.ascontiguousarray(shown.to_ndarray()[:, :width]))


def to_frame(picture: I420) -> VideoFrame:
    """The same as a frame of FFmpeg's."""
    # PyAV takes the planes as they are, but miscounts their rows where these are no multiple of 4.
    make = VideoFrame.from_ndarray if picture.height % 4 else VideoFrame.from_numpy_buffer
    return make(picture.planes, format="yuv420p")


def flipped(picture: I420) -> I420:
    """Left to right."""
    return _of(*(cv2.flip(plane, 1) for plane in picture.yuv))


def beside(*pictures: I420) -> I420:
    """From left to right; all of the same height."""
    return _of(*(np.hstack(planes) for planes in zip(*(picture.yuv for picture in pictures), strict=True)))


def part(picture: I420, left: int, top: int, width: int, height: int) -> I420:
    """A rectangle of it, px, all even."""
    if (left, top, width, height) == (0, 0, picture.width, picture.height):
        return picture
    y, u, v = picture.yuv
    rows, columns = slice(top, top + height), slice(left, left + width)
    half_rows, half_columns = (slice(side.start // 2, side.stop // 2) for side in (rows, columns))
    return _of(y[rows, columns], u[half_rows, half_columns], v[half_rows, half_columns])


def resized(picture: I420, width: int, height: int) -> I420:
    """Scaled to an even size, px."""
    if (width, height) == (picture.width, picture.height):
        return picture
    # Down to half, a mean of two pixels in each direction misses none, at a fifth of the time.
    far = 2 * width < picture.width or 2 * height < picture.height
    how = cv2.INTER_AREA if far else cv2.INTER_LINEAR
    scaled = blank_i420(width, height)
    for plane, place in zip(picture.yuv, scaled.yuv, strict=True):
        cv2.resize(plane, place.shape[::-1], dst=place, interpolation=how)
    return scaled


def fitted(picture: I420, width: int, height: int) -> I420:
    """Scaled into an even size, px, its shape kept, black bars around. Returns the input when it fits."""
    if (width, height) == (picture.width, picture.height):
        return picture
    scale = min(width / picture.width, height / picture.height)
    inner = resized(picture, *(max(2, 2 * round(side * scale / 2)) for side in (picture.width, picture.height)))
    left, top = ((outer - side) // 4 * 2 for outer, side in ((width, inner.width), (height, inner.height)))
    framed = blank_i420(width, height)
    for plane, content, black in zip(framed.yuv, inner.yuv, _BLACK, strict=True):
        half = width // plane.shape[1]
        plane[:] = black
        rows, columns = content.shape
        plane[top // half : top // half + rows, left // half : left // half + columns] = content
    return framed


def _of(y: cv2.typing.MatLike, u: cv2.typing.MatLike, v: cv2.typing.MatLike) -> I420:
    picture = blank_i420(y.shape[1], y.shape[0])
    for place, plane in zip(picture.yuv, (y, u, v), strict=True):
        place[:] = plane
    return picture


def _widened(picture: I420, width: int) -> I420:
    """More columns on the right, of any colour."""
    wide = blank_i420(width, picture.height)
    for place, plane in zip(wide.yuv, picture.yuv, strict=True):
        place[:, : plane.shape[1]] = plane
    return wide


def _even_sized(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The image with its last row and column repeated where a side is odd."""
    rows, columns = image.shape[:2]
    if rows % 2 == 0 and columns % 2 == 0:
        return image
    return np.pad(image, ((0, rows % 2), (0, columns % 2), (0, 0)), mode="edge")
