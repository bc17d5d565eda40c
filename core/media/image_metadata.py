"""ImageMetadata: what a file says about its image, without what is no longer true of a toon of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

from core.media.xmp import kept_xmp

_log = logging.getLogger(__name__)
_KEPT = {
    *(Base.ImageDescription, Base.Make, Base.Model, Base.Software, Base.DateTime, Base.Artist, Base.HostComputer),
    *(Base.Copyright, Base.Rating, Base.RatingPercent, Base.XPTitle, Base.XPComment, Base.XPAuthor, Base.XPKeywords),
    *(Base.XPSubject, Base.XResolution, Base.YResolution, Base.ResolutionUnit),
}
_DROPPED = {
    # Offsets in it are lost when it is moved, and it may hold small pictures of what the camera saw.
    Base.MakerNote,
    *(Base.ExifImageWidth, Base.ExifImageHeight, Base.ColorSpace, Base.ExifInteroperabilityOffset),
    *(Base.ComponentsConfiguration, Base.CompressedBitsPerPixel),
}
_SRGB = 1
_XMP = 700
_MOST_TEXT = 1 << 20


@dataclass(frozen=True, slots=True)
class ImageMetadata:
    """What is kept.

    Attributes:
        exif: date, place, camera and words; no thumbnail, and no orientation, as the image is upright.
        xmp: words and ratings, as XML; empty where there are none.
        text: of a PNG, by its keys.
        dpi: across and down; None where the file does not say.
        is_damaged: whether there was EXIF that cannot be read.
    """

    exif: bytes = b""
    xmp: bytes = b""
    text: tuple[tuple[str, str], ...] = ()
    dpi: tuple[float, float] | None = None
    is_damaged: bool = False


def metadata_of(stored: Image.Image) -> ImageMetadata:
    """What a decoded file says about its image."""
    is_damaged = False
    try:
        exif = _kept_exif(stored.getexif())
    except Exception:
        _log.debug("EXIF that cannot be read", exc_info=True)
        exif, is_damaged = b"", True
    xmp = stored.info.get("xmp") or stored.info.get("XML:com.adobe.xmp") or b""
    kept = kept_xmp(xmp.encode() if isinstance(xmp, str) else xmp)
    return ImageMetadata(exif, kept, _text(stored), _dpi(stored), is_damaged)


def tiff_tags(metadata: ImageMetadata) -> Image.Exif:
    """The EXIF as the tags of a TIFF, which is made of the same ones."""
    tags = Image.Exif()
    tags.load(metadata.exif)
    for tag, value in list(tags.items()):
        tags[tag] = _as_given(value)
    if metadata.xmp:
        tags[_XMP] = metadata.xmp
    return tags


def _kept_exif(given: Image.Exif) -> bytes:
    made = Image.Exif()
    for tag in _KEPT & set(given):
        made[tag] = _as_given(given[tag])
    details = {tag: _as_given(value) for tag, value in given.get_ifd(IFD.Exif).items() if tag not in _DROPPED}
    place = dict(given.get_ifd(IFD.GPSInfo))
    if details:
        made[IFD.Exif] = details | {Base.ColorSpace: _SRGB}
    if place:
        made[IFD.GPSInfo] = place
    return made.tobytes() if len(made) else b""


def _as_given(value: object) -> object:
    """Words as the bytes that they are in the file: Pillow reads them as Latin-1 and writes ASCII."""
    return value.encode("latin-1") if isinstance(value, str) and not value.isascii() else value


def _text(stored: Image.Image) -> tuple[tuple[str, str], ...]:
    """A PNG's own words; what other programs hide in them, such as profiles, is no text."""
    given: dict[str, Any] = getattr(stored, "text", {})
    kept = {key: str(value) for key, value in given.items() if not key.startswith(("XML:", "Raw profile"))}
    return tuple(kept.items()) if sum(map(len, kept.values())) <= _MOST_TEXT else ()


def _dpi(stored: Image.Image) -> tuple[float, float] | None:
    try:
        across, down = (float(value) for value in stored.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if 1 <= across <= 1e5 and 1 <= down <= 1e5 else None
