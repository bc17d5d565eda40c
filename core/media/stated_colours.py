"""stated_colours(): how an image says in numbers that its colours are coded, as HDR does, instead of by a profile."""

# PyAV leaves the packets of its streams untyped, Pillow what its plugins note.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from PIL import Image

from core.frame import RgbImage
from core.media.colours import WideColours, matrix_for, wide_colours
from core.regular_file import open_regular

_PNG_SIGNATURE_BYTES, _CHECKSUM_BYTES = 8, 4
_CHUNK = struct.Struct(">I4s")
_UNSTATED = (2, 2)
_TO_16_BIT = 257
_MOST_PIXELS = 1 << 25


@dataclass(frozen=True, slots=True, eq=False)
class StatedColours:
    """How the colours of an image are coded.

    Attributes:
        wide: makes sRGB of them.
        coded: (H, W, 3) uint16 RGB as stored, where Pillow gives it too coarsely; else None.
    """

    wide: WideColours
    coded: npt.NDArray[np.uint16] | None = None

    def shown(self, top: int, bottom: int, band: Image.Image) -> RgbImage:
        """Some rows of the image in sRGB; `band` holds them as Pillow decoded them."""
        if self.coded is not None:
            return self.wide.converted(np.ascontiguousarray(self.coded[top:bottom]))
        return self.wide.converted(np.asarray(band.convert("RGB"), np.uint16) * _TO_16_BIT)


def stated_colours(path: Path, stored: Image.Image, *, is_animation: bool) -> StatedColours | None:
    """What the file says; None where its colours are those of sRGB, or its ICC profile says it.

    Args:
        path: of the file.
        stored: opened by Pillow.
        is_animation: then `coded` is not read.
    """
    with suppress(OSError, FFmpegError, IndexError, ValueError, struct.error):  # who decodes it says that it is damaged
        if stored.format == "PNG":
            with open_regular(path) as file:
                return _stated(*_of_png(file))
        if not stored.info.get("icc_profile"):
            if stored.format == "HEIF":
                numbers = cast("dict[str, Any]", stored.info.get("nclx_profile") or {})
                return _stated(numbers.get("color_primaries", 2), numbers.get("transfer_characteristics", 2))
            if stored.format == "AVIF":
                return _of_avif(path, stored, is_animation=is_animation)
    return None


def _stated(primaries: int, transfer: int) -> StatedColours | None:
    wide = wide_colours(transfer, primaries)
    return StatedColours(wide) if wide is not None else None


def _of_avif(path: Path, stored: Image.Image, *, is_animation: bool) -> StatedColours | None:
    """Pillow's decoder rounds colours of ten bits to far less than eight; FFmpeg's does not, and reads no tiles."""
    with av.open(str(path.absolute()), format="mov") as container:
        stream = container.streams.video[0]
        stated = _stated(stream.codec_context.color_primaries, stream.codec_context.color_trc)
        width, height = stored.size
        if stated is None or is_animation or width * height > _MOST_PIXELS:
            return stated
        stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
        frame = next(container.decode(stream))
        if (frame.width, frame.height) != stored.size:
            return stated
        coded = frame.to_ndarray(format="gbrp16le", src_colorspace=matrix_for(frame), interpolation="BICUBIC")
        return replace(stated, coded=coded.astype(np.uint16, copy=False))


def _of_png(file: BufferedReader) -> tuple[int, int]:
    """Of the `cICP` chunk, by ITU-T H.273; it comes before the pixels."""
    file.seek(_PNG_SIGNATURE_BYTES)
    while True:
        size, kind = _CHUNK.unpack(file.read(_CHUNK.size))
        if kind == b"cICP":
            primaries, transfer = file.read(2)
            return primaries, transfer
        if kind == b"IDAT":
            return _UNSTATED
        file.seek(size + _CHECKSUM_BYTES, 1)
