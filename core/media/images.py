"""Image files: reading any common kind into RGB and alpha, and writing one in one step."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core import MOST_IMAGE_PIXELS
from core.atomic_write import SHARED, atomic_file
from core.errors import InputError
from core.frame import RgbImage
from core.write_errors import writing

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")
_ALPHA_SUFFIXES = (".png", ".webp", ".tif", ".tiff")
_QUALITY = {
    ".jpg": (cv2.IMWRITE_JPEG_QUALITY, 95),
    ".jpeg": (cv2.IMWRITE_JPEG_QUALITY, 95),
    ".webp": (cv2.IMWRITE_WEBP_QUALITY, 95),
}
_MOST_BYTES = 1 << 30
_PNG_SIGNATURE, _PNG_END = b"\x89PNG", b"IEND"

AlphaPlane = npt.NDArray[np.uint8]
"""(H, W), uint8: 0 transparent, 255 opaque."""


@dataclass(frozen=True, slots=True, eq=False)
class ImageContent:
    """An image file's content.

    Attributes:
        image: (H, W, 3) uint8 RGB, turned as the file's EXIF asks.
        alpha: None when the file has no transparency.
    """

    image: RgbImage
    alpha: AlphaPlane | None


def is_image(path: Path) -> bool:
    """Whether the name is that of an image this module reads and writes."""
    return path.suffix.lower() in IMAGE_SUFFIXES


def read_image(path: Path) -> ImageContent:
    """Read an image of any depth: grey, palette and 16-bit ones become 8-bit RGB, turned as their EXIF asks.

    Raises:
        InputError: the file is missing, empty, damaged, or not an image.
    """
    content = _content(path)
    if not content:
        raise InputError(f"{path} is empty.", hint="Choose a PNG, JPEG, WebP, BMP or TIFF image.")
    # Caught here because libpng itself writes about it to the terminal.
    cut_off = content.startswith(_PNG_SIGNATURE) and _PNG_END not in content
    stored = None if cut_off else _decoded(path, content, cv2.IMREAD_UNCHANGED)
    if stored is None:
        raise InputError(
            f"{path} is not an image that can be read, or is damaged.",
            hint="Choose a PNG, JPEG, WebP, BMP or TIFF image.",
        )
    if stored.ndim == 3 and stored.shape[2] == 4:
        # OpenCV reads transparency only from the pixels as stored; an EXIF rotation beside it is not applied.
        pixels = _eight_bit(stored)
        return ImageContent(
            cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB).astype(np.uint8, copy=False), pixels[..., 3].copy()
        )
    oriented = _decoded(path, content, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    colour = _eight_bit(stored if oriented is None else oriented)
    return ImageContent(cv2.cvtColor(colour, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False), None)


def write_image(content: ImageContent, path: Path, *, mode: int = SHARED) -> None:
    """Write an image of the kind its suffix names, replacing an existing one in one step.

    Transparency is kept where the kind can hold it, and laid over white where not.

    Args:
        content: what to write.
        path: of the file; its suffix is one of `IMAGE_SUFFIXES`.
        mode: of the file, before the umask.

    Raises:
        WriteError: it cannot be written; an existing file stays as it was.
    """
    suffix = path.suffix.lower()
    encoded, written = cv2.imencode(suffix, _storable(content, suffix), _QUALITY.get(suffix, ()))
    if not encoded:  # no known size or kind gets here; OpenCV raises nothing of its own
        rows, columns = content.image.shape[:2]
        raise InputError(f"{path.name} cannot be written: {suffix} holds no {columns}x{rows} px.", hint="Choose .png.")
    with writing(path), atomic_file(path, mode=mode) as partial:
        partial.write_bytes(written.tobytes())


def _content(path: Path) -> bytes:
    try:
        facts = path.stat()
        if facts.st_size > _MOST_BYTES:
            raise InputError(f"{path} is larger than {_MOST_BYTES >> 30} GB.", hint="Choose a smaller image.")
        if not stat.S_ISREG(facts.st_mode):  # reading a pipe would wait for who writes into it
            raise InputError(f"{path} is not a file.", hint="Check the path.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error


def _decoded(path: Path, content: bytes, flags: int) -> npt.NDArray[np.generic] | None:
    try:
        return cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error as error:
        if "MAX_IMAGE_PIXELS" not in str(error):  # a decoder's own complaint
            return None
        millions = MOST_IMAGE_PIXELS // 1_000_000
        raise InputError(f"{path} has more than {millions} million pixels.", hint="Choose a smaller image.") from error


def _eight_bit(pixels: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Any depth as uint8: integers by their range, floats from 0..1."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    if np.issubdtype(pixels.dtype, np.floating):
        return np.rint(np.nan_to_num(pixels.astype(np.float32)).clip(0, 1) * 255).astype(np.uint8)
    return np.rint(pixels.astype(np.float32).clip(0) * (255 / np.iinfo(pixels.dtype.name).max)).astype(np.uint8)


def _storable(content: ImageContent, suffix: str) -> npt.NDArray[np.uint8]:
    """The image as OpenCV encodes it: BGR, or BGRA where the file can hold transparency."""
    colour = cv2.cvtColor(content.image, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
    if content.alpha is None:
        return colour
    if suffix in _ALPHA_SUFFIXES:
        return np.dstack((colour, content.alpha))
    share = content.alpha[..., None].astype(np.float32) / 255
    return np.rint(colour * share + 255 * (1 - share)).astype(np.uint8)
