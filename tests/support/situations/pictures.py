"""Pictures of every container: tiles, wrong names, animations, pages, and what is written beside the pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PIL import Image
from PIL.ExifTags import IFD, Base

from support.picture_files import corners, saved
from support.played import played
from support.real_files import PATCHES
from support.situations.picture_colours import as_png
from support.situations.situation import MOST_OFF, Finding, Kind, Place, Situation, named, refused

_GREYS, _SHOWN_MS = (20, 120, 220), 200
_PLACE = {1: "N", 2: (48.0, 6.0, 0.0), 3: "E", 4: (11.0, 30.0, 0.0)}
_KINDS = ("jpg", "png", "webp", "tif", "avif", "heic")
_JPEG_XL = b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(100)
_TAKEN = "2026:01:02 03:04:05"


def _mean_off(image: np.ndarray, expected: np.ndarray) -> Finding:
    if image.shape != expected.shape:
        return Finding(f"{image.shape[1]} x {image.shape[0]} px", right=False)
    off = float(np.abs(image.astype(int) - expected).mean())
    return Finding(f"{image.shape[1]} x {image.shape[0]} px, off by {off:.1f} of 255", off < MOST_OFF)


def _tiles(place: Place) -> Finding:
    image = np.zeros((128, 128, 3), np.uint8)
    image[:64, :64], image[:64, 64:], image[64:, :64], image[64:, 64:] = PATCHES[:4]
    path = place.folder / "in.heic"
    Image.fromarray(image).save(path, "HEIF", quality=95, tile_size=64)
    assert b"grid" in path.read_bytes()
    return _mean_off(as_png(place, path), image)


def _named_wrongly(name: str, content: str, place: Place) -> Finding:
    corners().save(place.folder / name, content)
    return _mean_off(as_png(place, place.folder / name), np.asarray(corners()))


def _animation(kind: str, target: str, place: Place) -> Finding:
    greys = [Image.new("RGB", (48, 32), (grey,) * 3) for grey in _GREYS]
    source, made = place.folder / f"in.{kind}", place.folder / f"out.{target}"
    greys[0].save(source, save_all=True, append_images=greys[1:], duration=_SHOWN_MS, loop=0)
    done = place.convert(source, made)
    assert done.status == 0, done.words
    if target == "mp4":
        clip = played(made)
        found, times = clip.greys, np.diff([*clip.times_s, clip.duration_s]) * 1000
    else:
        with Image.open(made) as image:
            found, times = zip(*(_shown(image, number) for number in range(getattr(image, "n_frames", 1))), strict=True)
    words = f"{len(found)} pictures of {', '.join(f'{time:.0f}' for time in times)} ms"
    is_close = len(found) == 3 and np.abs(np.subtract(found, _GREYS)).max() < 5
    return Finding(words, bool(is_close and np.abs(np.subtract(times, _SHOWN_MS)).max() <= 10))


def _shown(image: Image.Image, number: int) -> tuple[float, float]:
    """Its grey, and for how many ms."""
    image.seek(number)
    image.load()
    return float(np.asarray(image.convert("L")).mean()), float(image.info["duration"])


def _pages(place: Place) -> Finding:
    corners().save(place.folder / "in.tif", save_all=True, append_images=[corners()] * 2)
    return named(place.convert(place.folder / "in.tif", place.folder / "out.png"), "in.tif has 3 pages")


def _beside(kind: str, place: Place, *, keep: bool) -> Finding:
    """Date, place, camera and author; never the maker's notes, which may hold a small picture of what was seen."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation], exif[Base.Artist] = "Camera", 6, "Ännchen".encode()
    exif[IFD.Exif] = {Base.DateTimeOriginal: _TAKEN, Base.MakerNote: b"a small picture of what was seen"}
    exif[IFD.GPSInfo] = _PLACE
    source, target = saved(corners(), place.folder / "in.jpg", exif=exif), place.folder / f"out.{kind}"
    done = place.convert(source, target, options=() if keep else ("--no-metadata",))
    assert done.status == 0, done.words
    with Image.open(target) as made:
        kept = made.getexif()
        date = kept.get_ifd(IFD.Exif).get(Base.DateTimeOriginal)
        where = kept.get_ifd(IFD.GPSInfo).get(4)
        is_upright = made.size == (48, 64) and kept.get(Base.Orientation, 1) == 1
    content = target.read_bytes()
    there = [name for name in ("Camera", "Ännchen", "small picture") if name.encode() in content]
    words = f"date {date or 'gone'}, place {'kept' if where else 'gone'}, {' and '.join(there) or 'no names'}"
    if keep:
        right = date == _TAKEN and where == _PLACE[4] and there == ["Camera", "Ännchen"]
    else:
        right = not date and not where and not there
    return Finding(words, right and is_upright)


def _unread(content: bytes, said: str, place: Place) -> Finding:
    (place.folder / "in.jpg").write_bytes(content)
    return refused(place.convert(place.folder / "in.jpg", place.folder / "out.png"), said)


def _row(given: str, right: str, find: Callable[..., Finding], *arguments: Any, **options: Any) -> Situation:
    return Situation(Kind.PICTURE, given, right, partial(find, *arguments, **options))


SITUATIONS = (
    _row("an iPhone's photograph of tiles, .heic", "whole, 128 x 128 px", _tiles),
    _row("a JPEG called .jfif", "read by what it holds", _named_wrongly, "in.jfif", "JPEG"),
    _row("a JPEG called .png", "read by what it holds", _named_wrongly, "in.png", "JPEG"),
    _row("an AVIF called .jpg", "read by what it holds", _named_wrongly, "in.jpg", "AVIF"),
    *(
        _row(f"an animated .{kind} into .{target}", "three pictures of 200 ms", _animation, kind, target)
        for kind in ("gif", "webp", "png", "avif")
        for target in (kind, "mp4")
    ),
    _row("a scan of three pages, .tif", "the others are named", _pages),
    *(_row(f"date, place, camera, author into .{kind}", "kept", _beside, kind, keep=True) for kind in _KINDS),
    *(_row(f"the same with --no-metadata into .{kind}", "gone", _beside, kind, keep=False) for kind in _KINDS),
    _row(
        "a JPEG XL picture called .jpg",
        "refused, in words",
        _unread,
        _JPEG_XL,
        "JPEG XL",
    ),
    _row("noise called .jpg", "refused, in words", _unread, b"\x93noise" * 20, "not an image that can be read"),
)
