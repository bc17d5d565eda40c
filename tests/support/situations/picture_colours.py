"""Colours of pictures: profiles, HDR stated in numbers, modes and depths. The references: Pillow, and known numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms

from core.frame import RgbImage
from support.icc import PROFILES
from support.picture_files import HDR, hdr_image, saved
from support.real_files import PATCHES, patches, patches_seen
from support.situations.situation import Finding, Kind, Place, Situation, off_by

_KINDS = ("jpg", "png", "webp", "tif", "avif", "heic")
_MODES = (("CMYK", "jpg"), ("CMYK", "tif"), ("LAB", "tif"), ("YCbCr", "tif"), ("L", "jpg"), ("LA", "png"), ("1", "tif"))


def as_png(place: Place, source: Path) -> RgbImage:
    """What a picture is converted to, read back by Pillow."""
    target = place.folder / "out.png"
    done = place.convert(source, target, options=("--overwrite",))
    assert done.status == 0, done.words
    with Image.open(target) as made:
        assert "icc_profile" not in made.info
        return np.asarray(made.convert("RGB"))


def _profile(name: str, kind: str, place: Place) -> Finding:
    stored = Image.fromarray(patches(120, 32))
    path = saved(stored, place.folder / f"in.{kind}", icc_profile=PROFILES[name])
    profile = ImageCms.ImageCmsProfile(io.BytesIO(PROFILES[name]))
    expected = ImageCms.profileToProfile(stored, profile, ImageCms.createProfile("sRGB"))
    assert expected is not None
    wanted = patches_seen(np.asarray(expected))
    assert np.abs(wanted - PATCHES).max() > 12, "the profile changes something"
    return off_by([as_png(place, path)], wanted, patches_seen)


def _in_numbers(name: str, kind: str, place: Place) -> Finding:
    path = hdr_image(place.folder / f"in.{kind}", *HDR[name])
    return off_by([as_png(place, path)], PATCHES, patches_seen)


def _mode(mode: str, kind: str, place: Place) -> Finding:
    stored = Image.fromarray(patches(120, 32)).convert(mode)
    path = saved(stored, place.folder / f"in.{kind}")
    return off_by([as_png(place, path)], patches_seen(np.asarray(stored.convert("RGB"))), patches_seen)


def _depth(stored: Callable[[np.ndarray], np.ndarray], kind: str, place: Place) -> Finding:
    """OpenCV writes it."""
    deep = stored(patches(120, 32)[..., ::-1])
    cv2.imwrite(str(place.folder / f"in.{kind}"), deep)
    expected = patches(120, 32)[..., 2:].repeat(3, axis=2) if deep.ndim == 2 else patches(120, 32)
    return off_by([as_png(place, place.folder / f"in.{kind}")], patches_seen(expected), patches_seen)


def _sixteen_bits(image: np.ndarray) -> np.ndarray:
    return image.astype(np.uint16) * 257


def _sixteen_bits_of_grey(image: np.ndarray) -> np.ndarray:
    return image[..., 0].astype(np.uint16) * 257


def _floating(image: np.ndarray) -> np.ndarray:
    return image.astype(np.float32) / 255


def _row(given: str, find: Callable[[Place], Finding], reference: str) -> Situation:
    return Situation(Kind.PICTURE, given, f"within 6 of 255 of {reference}", find)


SITUATIONS = (
    *(
        _row(f"{name} by its profile, .{kind}", partial(_profile, name, kind), "Pillow's colour management")
        for name in PROFILES
        for kind in _KINDS
    ),
    *(
        _row(f"{name} stated in numbers, .{kind}", partial(_in_numbers, name, kind), "what was coded")
        for name in HDR
        for kind in ("png", "heic", "avif")
    ),
    *(_row(f"{mode}, .{kind}", partial(_mode, mode, kind), "Pillow") for mode, kind in _MODES),
    *(
        _row(f"16 bits a colour, .{kind}", partial(_depth, _sixteen_bits, kind), "what was stored")
        for kind in ("png", "tiff")
    ),
    *(
        _row(f"grey of 16 bits, .{kind}", partial(_depth, _sixteen_bits_of_grey, kind), "what was stored")
        for kind in ("png", "tiff")
    ),
    _row("floating point, .tiff", partial(_depth, _floating, "tiff"), "what was stored"),
)
