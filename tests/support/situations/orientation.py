"""How a camera was held: display matrices, EXIF, oblong pixels."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageOps
from PIL.ExifTags import Base

from core.frame import RgbImage
from support.played import first_image
from support.real_files import jpeg_with_exif, motion_jpeg
from support.situations.situation import MOST_OFF, Finding, Kind, Place, Situation, live_image
from support.video_files import steady, turn, write_video

_CORNERS = np.array([[40, 90], [150, 220]], np.uint8)
_AS_JPEG_STORES = 10
_EXACT: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 98},
    "png": {},
    "webp": {"lossless": True, "exact": True},
    "tif": {},
    "avif": {"quality": 98},
    "heic": {"format": "HEIF", "quality": 98, "chroma": 444},
}


def _four_corners() -> RgbImage:
    """(48, 64, 3) uint8: the quarters have the greys of `_CORNERS`."""
    return np.repeat(np.kron(_CORNERS, np.ones((24, 32), np.uint8))[..., None], 3, axis=2)


def _off(image: np.ndarray, expected: np.ndarray) -> int:
    """How far the quarters are from those expected; 255 where the shape is another."""
    if image.shape != expected.shape:
        return 255
    rows, columns = image.shape[:2]
    quarters = np.s_[rows // 4 :: rows // 2, columns // 4 :: columns // 2]
    return int(np.abs(image[quarters].astype(int) - expected[quarters]).max())


def _found(offs: list[int], most: int = MOST_OFF) -> Finding:
    return Finding(f"{len(offs)} seen, off by at most {max(offs)} of 255", max(offs) <= most)


def _by_matrix(place: Place) -> Finding:
    plain = place.folder / "in.mp4"
    with av.open(str(plain), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(_four_corners(), format="rgb24")
        container.mux([*stream.encode(frame), *stream.encode()])
    turns = [(degrees, mirror) for degrees in (0, 90, 180, 270) for mirror in (False, True)]
    expected: dict[str, np.ndarray] = {}
    given = _empty(place, "given")
    for degrees, mirror in turns:
        name = f"{degrees}-{mirror}.mp4"
        turn(plain, degrees, mirror=mirror).rename(given / name)
        turned = np.rot90(_four_corners(), degrees // 90)
        expected[name] = turned[:, ::-1] if mirror else turned
    return _seen_everywhere(place, given, expected)


def _empty(place: Place, name: str) -> Path:
    folder = place.folder / name
    folder.mkdir()
    return folder


def _seen_everywhere(place: Place, given: Path, expected: dict[str, np.ndarray], most: int = MOST_OFF) -> Finding:
    """The videos of a folder: in the window, and converted by one command."""
    done = place.convert(given, place.folder / "out")
    assert done.status == 0, done.words
    offs: list[int] = []
    for name, image in expected.items():
        offs += [_off(live_image(given / name), image)]
        offs += [_off(first_image((place.folder / "out" / name).with_suffix(".mp4")), image)]
    return _found(offs, most)


def _turned(image: Image.Image, orientation: int) -> np.ndarray:
    """As Pillow turns it."""
    marked = image.copy()
    marked.getexif()[Base.Orientation] = orientation
    return np.asarray(ImageOps.exif_transpose(marked))


def _motion_jpeg(suffix: str, place: Place) -> Finding:
    expected: dict[str, np.ndarray] = {}
    given = _empty(place, "given")
    for orientation in (1, 2, 3, 5, 6, 8):
        name = f"{orientation}{suffix}"
        motion_jpeg(given / name, [jpeg_with_exif(_four_corners(), orientation)] * 3)
        expected[name] = _turned(Image.fromarray(_four_corners()), orientation)
    return _seen_everywhere(place, given, expected, _AS_JPEG_STORES)


def _picture(kind: str, mode: str, place: Place) -> Finding:
    """Written in its own kind again, which must not be turned twice."""
    stored = Image.fromarray(_four_corners()).convert(mode)
    if mode == "RGBA":
        stored.putalpha(Image.fromarray(np.full((48, 64), 128, np.uint8)))
    given = _empty(place, "given")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[Base.Orientation] = orientation
        stored.save(given / f"{orientation}.{kind}", exif=exif.tobytes(), **_EXACT[kind])
    done = place.convert(given, place.folder / "out")
    assert done.status == 0, done.words
    offs: list[int] = []
    for orientation in range(1, 9):
        with Image.open(place.folder / "out" / f"{orientation}.{kind}") as made:
            upright = np.asarray(ImageOps.exif_transpose(made))
        offs.append(_off(upright, _turned(stored, orientation)))
    return _found(offs)


def _square(aspect: Fraction, shape: tuple[int, int], name: str, degrees: int, place: Place) -> Finding:
    path = write_video(place.folder / name, steady(1), size=(720, 576), aspect=aspect)
    shapes = {image.shape[:2] for image in place.seen(turn(path, degrees) if degrees else path)}
    words = ", ".join(f"{columns} x {rows} px" for rows, columns in shapes)
    return Finding(words, shapes == {shape})


def _oblong(given: str, aspect: Fraction, shape: tuple[int, int], name: str = "in.mp4", degrees: int = 0) -> Situation:
    right = f"{shape[1]} x {shape[0]} px"
    return Situation(Kind.ORIENTATION, given, right, partial(_square, aspect, shape, name, degrees))


def _row(given: str, right: str, find: Callable[[Place], Finding]) -> Situation:
    return Situation(Kind.ORIENTATION, given, right, find)


SITUATIONS = (
    _row("a telephone's MP4, four turns, mirrored too", "upright, once", _by_matrix),
    *(
        _row(f"motion JPEG with EXIF, .{kind}", "upright", partial(_motion_jpeg, f".{kind}"))
        for kind in ("avi", "mov", "mkv")
    ),
    *(_row(f"EXIF 1 to 8, .{kind}", "upright, once", partial(_picture, kind, "RGB")) for kind in _EXACT),
    *(
        _row(f"EXIF 1 to 8 and transparency, .{kind}", "upright, once, its alpha kept", partial(_picture, kind, "RGBA"))
        for kind in _EXACT
        if kind != "jpg"
    ),
    _oblong("wide PAL of a DV camera, .mp4", Fraction(64, 45), (576, 1024)),
    _oblong("wide PAL, .mkv", Fraction(64, 45), (576, 1024), "in.mkv"),
    _oblong("wide PAL, held upright", Fraction(64, 45), (1024, 576), degrees=90),
    _oblong("PAL", Fraction(16, 15), (576, 768)),
    _oblong("NTSC", Fraction(8, 9), (648, 720)),
    _oblong("pixels of unknown shape", Fraction(0), (576, 720)),
    _oblong("pixels a thousand times as wide as high", Fraction(1000, 1), (576, 720)),
)
