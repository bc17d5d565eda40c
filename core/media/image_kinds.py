"""Which files are images, by their first bytes or their names, and which kinds can be written."""

from __future__ import annotations

from pathlib import Path

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
_HEAD_BYTES = 32


def is_image(path: Path) -> bool:
    """Whether the name is that of an image that can be read."""
    return path.suffix.lower() in WRITTEN_AS or path.suffix.lower() in _READ_ONLY


def holds_image(path: Path) -> bool:
    """Whether the file is an image, whatever it is called; one that says nothing about itself is known by its name."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return is_image(path)
    if head[4:8] == b"ftyp":
        return head[8:12] in _HEIF_BRANDS
    if head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return not is_raw(path)
    return is_image(path)


def is_raw(path: Path) -> bool:
    """Whether the name is that of a camera's raw file: what the sensor measured, which is not an image yet."""
    return path.suffix.lower() in _RAW_SUFFIXES


def written_suffix(path: Path) -> str:
    """The suffix of an image made of `path`: its own where that kind can be written."""
    suffix = path.suffix.lower()
    return path.suffix if suffix in WRITTEN_AS else _READ_ONLY.get(suffix, ".png")
