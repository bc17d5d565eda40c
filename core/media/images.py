"""Image files: reading any common kind into sRGB and alpha, and writing one in one step."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from core import MOST_IMAGE_PIXELS
from core.errors import InputError
from core.frame import RgbImage
from core.media.image_kinds import RAW, READ_KINDS, holds_image, is_image, unread_kind
from core.media.image_metadata import ImageMetadata, metadata_of
from core.media.image_pixels import AlphaPlane, pixels_of
from core.media.stated_colours import stated_colours
from core.regular_file import open_regular

_log = logging.getLogger(__name__)
_MOST_BYTES = 1 << 30
_KINDS = "Choose a JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF or BMP image."
_DNG_VERSION = 50706
_PHOTOMETRIC, _LUMA_AND_CHROMA, _COMPRESSION, _UNCOMPRESSED = 262, 6, 259, 1
_STILL_MS = 100
# Decoders raise what they like on a damaged file, and share no base class but Exception.
_DECODER_ERRORS = (Exception,)

pillow_heif.register_heif_opener(thumbnails=False)  # pyright: ignore[reportUnknownMemberType] - its options
Image.MAX_IMAGE_PIXELS = None  # `_require_size` refuses in our words, and before Pillow would warn


@dataclass(frozen=True, slots=True, eq=False)
class ImageContent:
    """An image file's content.

    Attributes:
        image: (H, W, 3) uint8 RGB in sRGB, turned as the file's EXIF asks.
        alpha: None when the file has no transparency; straight.
        metadata: what the file says about the image; None to say nothing.
        warnings: what a person should know about the file, one sentence each.
    """

    image: RgbImage
    alpha: AlphaPlane | None
    metadata: ImageMetadata | None = None
    warnings: tuple[str, ...] = ()

    @property
    def over_white(self) -> RgbImage:
        """The image as it is seen on white paper, (H, W, 3) uint8 RGB."""
        if self.alpha is None:
            return self.image
        share = self.alpha[..., None].astype(np.float32) / 255
        return np.rint(self.image * share + 255 * (1 - share)).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class AnimationFrame:
    """One image of an animation, and for how long it is shown."""

    content: ImageContent
    duration_ms: int


class ImageFile:
    """An image file that was opened, and not decoded yet. Made by `open_image`; one thread."""

    def __init__(self, path: Path, stored: Image.Image) -> None:
        self._path = path
        self._stored = stored
        self.count: int = getattr(stored, "n_frames", 1)
        """How many images are in it."""
        self.is_animation = self.count > 1 and stored.format in {"GIF", "PNG", "WEBP", "AVIF"}
        self.loop: int | None = stored.info.get("loop")
        """How often an animation is played again; 0: for ever; None: not."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px, as stored."""
        return self._stored.size

    def allow_smaller(self, side_px: int) -> None:
        """Let a JPEG be decoded smaller, which is faster, with no side below `side_px`."""
        self._stored.draft(None, (side_px, side_px))

    def content(self) -> ImageContent:
        """The first image, or the one that its file says is the chief one.

        Raises:
            InputError: it is damaged.
        """
        content = self._decoded()
        return ImageContent(content.image, content.alpha, content.metadata, (*content.warnings, *self._left_out()))

    def frames(self) -> Iterator[AnimationFrame]:
        """The images of an animation, one after the other.

        Raises:
            InputError: one is damaged.
        """
        # The first image of a PNG may be there for programs that know no animations.
        for number in range(1 if getattr(self._stored, "default_image", False) else 0, self.count):
            with _decoding(self._path):
                self._stored.seek(number)
            content = self._decoded()
            duration_ms = round(self._stored.info.get("duration", 0))
            yield AnimationFrame(content, duration_ms if duration_ms > 10 else _STILL_MS)  # as browsers do

    def _decoded(self) -> ImageContent:
        _require_size(self._path, self._stored.size)
        with _decoding(self._path):
            self._stored.load()
            stated = stated_colours(self._path, self._stored, is_animation=self.is_animation)
            pixels = pixels_of(self._stored, stated)
        metadata = metadata_of(self._stored)
        warnings: list[str] = []
        if pixels.profile_is_damaged:
            warnings.append(f"{self._path.name} has a colour profile that cannot be used; its colours may look wrong.")
        if metadata.is_damaged:
            warnings.append(f"{self._path.name} has EXIF that cannot be read; it was left out.")
        return ImageContent(pixels.image, pixels.alpha, metadata, tuple(warnings))

    def _left_out(self) -> tuple[str, ...]:
        """A word about the other images of the file."""
        if self.count == 1 or self._stored.format == "MPO":  # of which the others are previews and gain maps
            return ()
        kind = "images" if self.is_animation or self._stored.format == "HEIF" else "pages"
        return (f"{self._path.name} has {self.count} {kind}; only one was converted.",)


@contextmanager
def open_image(path: Path) -> Generator[ImageFile]:
    """Open an image file.

    Raises:
        InputError: the file is missing, empty, damaged, too large, or not an image.
    """
    kind = unread_kind(path)
    if kind is not None:
        raise InputError(f"{path} is {kind.one}.", hint=kind.hint)
    with _opened(path) as file:
        stored = _identified(path, file)
        with stored:
            yield ImageFile(path, stored)


def is_photograph(path: Path) -> bool:
    """Whether a file is an image that does not move, whatever it is called. Reads its beginning."""
    if unread_kind(path) is not None:
        return True  # for the words that say what it is
    if not holds_image(path):
        return False
    try:
        with open_image(path) as file:
            return not file.is_animation
    except InputError:
        return is_image(path)  # it will be said what is wrong with it


def read_image(path: Path) -> ImageContent:
    """Read an image of any kind and depth: its colours in sRGB, 8-bit, turned as its EXIF asks.

    Raises:
        InputError: the file is missing, empty, damaged, too large, or not an image.
    """
    with open_image(path) as file:
        return file.content()


@contextmanager
def _opened(path: Path) -> Generator[IO[bytes]]:
    try:
        file = open_regular(path)
    except OSError as error:
        is_there = error.strerror == "It is not a regular file"
        reason = "is not a file" if is_there else f"cannot be read: {error.strerror}"
        raise InputError(f"{path} {reason}.", hint="Check the path.") from error
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > _MOST_BYTES:
            raise InputError(f"{path} is larger than {_MOST_BYTES >> 30} GB.", hint="Choose a smaller image.")
        if not size:
            raise InputError(f"{path} is empty.", hint=_KINDS)
        yield file


def _identified(path: Path, file: IO[bytes]) -> Image.Image:
    try:
        stored = Image.open(file, formats=READ_KINDS)
        if _is_unreadable(stored):
            stored = _with_opencv(file) or stored
    except _DECODER_ERRORS as error:
        stored = _with_opencv(file)
        if stored is None:
            raise _damaged(path) from error
    _require_size(path, stored.size)
    if _DNG_VERSION in getattr(stored, "tag_v2", ()):
        raise InputError(f"{path} is {RAW.one}.", hint=RAW.hint)
    return stored


def _is_unreadable(stored: Image.Image) -> bool:
    """Whether it is a TIFF that Pillow writes and does not read: of luma and chroma without compression."""
    tags = getattr(stored, "tag_v2", {})
    return (tags.get(_PHOTOMETRIC), tags.get(_COMPRESSION)) == (_LUMA_AND_CHROMA, _UNCOMPRESSED)


def _with_opencv(file: IO[bytes]) -> Image.Image | None:
    """A TIFF of a kind that Pillow does not know, such as one of floating-point colours."""
    file.seek(0)
    content = file.read()
    if content[:4] not in {b"II*\0", b"MM\0*"}:
        return None
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    except cv2.error:
        return None
    if pixels is None:
        return None
    if np.issubdtype(pixels.dtype, np.floating):
        pixels = np.rint(np.nan_to_num(pixels.astype(np.float32)).clip(0, 1) * 255)
    elif pixels.dtype != np.uint8:
        pixels = np.rint(pixels.astype(np.float32).clip(0) * (255 / np.iinfo(pixels.dtype.name).max))
    return Image.fromarray(np.ascontiguousarray(pixels[..., ::-1].astype(np.uint8)))


def _require_size(path: Path, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_IMAGE_PIXELS:
        millions = MOST_IMAGE_PIXELS // 1_000_000
        raise InputError(f"{path} has more than {millions} million pixels.", hint="Choose a smaller image.")


@contextmanager
def _decoding(path: Path) -> Generator[None]:
    try:
        yield
    except MemoryError as error:
        raise InputError(f"{path} needs more memory than there is.", hint="Choose a smaller image.") from error
    except _DECODER_ERRORS as error:
        _log.debug("%s cannot be decoded", path, exc_info=True)
        raise _damaged(path) from error


def _damaged(path: Path) -> InputError:
    return InputError(f"{path} is not an image that can be read, or is damaged.", hint=_KINDS)
