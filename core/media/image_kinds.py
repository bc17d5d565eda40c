"""Which files are images, by their first bytes or their names, and which kinds can be written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.media.video_kinds import is_motion_jpeg
from core.regular_file import open_regular

WRITTEN_AS = {
    ".png": "PNG",
    ".apng": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".gif": "GIF",
    ".avif": "AVIF",
    ".heic": "HEIF",
    ".heif": "HEIF",
    ".hif": "HEIF",
}
"""Pillow's name of the kind that a suffix asks for."""
ANIMATED_KINDS = ("GIF", "PNG", "WEBP", "AVIF")
"""Those that can hold an animation."""
READ_KINDS = (*dict.fromkeys(WRITTEN_AS.values()), "MPO", "DIB", "JPEG2000")
"""What is read: nothing that starts another program, such as EPS."""
_READ_ONLY = {".dib": ".bmp", ".mpo": ".jpg", ".jp2": ".png", ".heics": ".webp", ".heifs": ".webp", ".avifs": ".avif"}
"""Suffixes of what is read and not written, and of what is written instead."""
IMAGE_SUFFIXES = (*WRITTEN_AS, *_READ_ONLY)
"""Of what is read."""
_RAW_SUFFIXES = (
    *(".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".sr2", ".orf", ".rw2", ".raf", ".pef", ".srw", ".3fr"),
    *(".iiq", ".x3f", ".gpr", ".raw", ".rwl", ".erf", ".mrw", ".kdc", ".dcr", ".mef", ".mos"),
)
_SIGNATURES = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    *(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"),
)
_HEIF_BRANDS = {
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1"),
    *(b"avif", b"avis", b"MA1A", b"MA1B", b"jpeg"),
}
_JPEG_XL_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_HEAD_BYTES = 32


@dataclass(frozen=True, slots=True)
class UnreadKind:
    """Images that are known, and not read.

    Attributes:
        one: what such a file is.
        many: the same of several, and why they are left out.
        hint: what to do.
    """

    one: str
    many: str
    hint: str


RAW = UnreadKind(
    "a camera's raw file",
    "cameras' raw files, which are not developed yet",
    "Develop it first: export it as JPEG, HEIC or TIFF.",
)
_JPEG_XL = UnreadKind(
    "a JPEG XL image, which cannot be read yet",
    "JPEG XL images, which cannot be read yet",
    "Make a PNG of it first, in an image editor or by `djxl IMAGE.jxl IMAGE.png` of libjxl.",
)


def is_image(path: Path) -> bool:
    """Whether the name is that of an image that can be read."""
    return path.suffix.lower() in IMAGE_SUFFIXES


def holds_image(path: Path) -> bool:
    """Whether the file is an image, whatever it is called; one that says nothing about itself is known by its name."""
    return _says_image(_head(path), path)


def unread_kind(path: Path) -> UnreadKind | None:
    """What a file is whose kind is known and not read; None for any other."""
    if path.suffix.lower() in _RAW_SUFFIXES:
        return RAW
    head = _head(path)
    is_bare = path.suffix.lower() == ".jxl" and not _says_image(head, path)
    return _JPEG_XL if is_bare or head.startswith(_JPEG_XL_SIGNATURE) else None


def _head(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""


def _says_image(head: bytes, path: Path) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] in _HEIF_BRANDS
    if head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return path.suffix.lower() not in _RAW_SUFFIXES and not is_motion_jpeg(path)
    return is_image(path)


def written_suffix(path: Path) -> str:
    """The suffix of an image made of `path`: its own where that kind can be written."""
    suffix = path.suffix.lower()
    return path.suffix if suffix in WRITTEN_AS else _READ_ONLY.get(suffix, ".png")
