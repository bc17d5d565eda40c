"""pixels_of(): a decoded Pillow image of any mode as RGB and alpha in sRGB, turned as its EXIF asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.ExifTags import Base

from core.frame import RgbImage
from core.media.colour_profiles import ToSrgb
from core.media.stated_colours import StatedColours

AlphaPlane = npt.NDArray[np.uint8]
"""(H, W), uint8: 0 transparent, 255 opaque."""
Pixels = npt.NDArray[np.uint8]

_BAND_PIXELS = 1 << 20
_COLOURS = {"L": "L", "LA": "L", "CMYK": "CMYK", "LAB": "LAB"}
_16_BIT = 65535


@dataclass(frozen=True, slots=True, eq=False)
class ImagePixels:
    """What is seen of an image.

    Attributes:
        image: (H, W, 3) uint8 RGB, sRGB, C-contiguous.
        alpha: None where everything is opaque; straight: the colours are not multiplied by it.
        profile_is_damaged: whether the file's colour profile cannot be used.
    """

    image: RgbImage
    alpha: AlphaPlane | None
    profile_is_damaged: bool


def pixels_of(stored: Image.Image, stated: StatedColours | None = None) -> ImagePixels:
    """Convert in bands, so that little more is in memory than what was decoded and what is returned.

    Args:
        stored: decoded; its EXIF and ICC profile are those of the file.
        stated: how its colours are coded, where the file says it in numbers.
    """
    orientation = orientation_of(stored)
    width, height = stored.size[::-1] if orientation >= 5 else stored.size
    image = np.empty((height, width, 3), np.uint8)
    alpha = np.empty((height, width), np.uint8) if stored.has_transparency_data else None
    seen_image, seen_alpha = as_stored(image, orientation), alpha if alpha is None else as_stored(alpha, orientation)
    to_srgb = ToSrgb(_COLOURS.get(stored.mode, "RGB"), stored.info.get("icc_profile") or b"")
    for top, bottom, band in _bands(stored):
        colours = _integer(band)
        if seen_alpha is not None:
            colours = band.convert("LA" if band.mode == "LA" else "RGBA")
            seen_alpha[top:bottom] = np.asarray(colours.getchannel("A"))
            colours = colours.convert("L" if colours.mode == "LA" else "RGB")
        shown = stated.shown(top, bottom, colours) if stated is not None else to_srgb.applied(colours)
        seen_image[top:bottom] = np.asarray(shown)
    is_opaque = alpha is None or bool(alpha.min() == 255)
    return ImagePixels(image, None if is_opaque else alpha, to_srgb.is_damaged)


def orientation_of(stored: Image.Image) -> int:
    """How a decoded image has yet to be turned: 1 to 8, as in EXIF; Pillow itself has turned a TIFF."""
    orientation = stored.getexif().get(Base.Orientation, 1)
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def as_stored(upright: Pixels, orientation: int) -> Pixels:
    """A view of an upright image whose rows and columns are those of the file."""
    turned = upright.swapaxes(0, 1) if orientation >= 5 else upright
    rows_reversed, columns_reversed = orientation in {3, 4, 6, 7}, orientation in {2, 3, 7, 8}
    return turned[:: -1 if rows_reversed else 1, :: -1 if columns_reversed else 1]


def _bands(stored: Image.Image) -> Iterator[tuple[int, int, Image.Image]]:
    """Parts of the whole width with their first row and the one after their last."""
    width, height = stored.size
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        band = stored.crop((0, top, width, bottom))
        band.info = stored.info  # the colour that a PNG calls transparent
        yield top, bottom, band


def _integer(band: Image.Image) -> Image.Image:
    """The band in 8 bits: integers by their range, floating point from 0..1."""
    if band.mode != "F" and not band.mode.startswith("I"):
        return band
    values = np.asarray(band).astype(np.float32)
    if band.mode == "F":
        scaled = np.nan_to_num(values).clip(0, 1) * 255
    else:
        largest = _16_BIT if band.mode != "I" or values.max() <= _16_BIT else np.iinfo(np.int32).max
        scaled = values.clip(0) * (255 / largest)
    return Image.fromarray(np.rint(scaled).astype(np.uint8))
