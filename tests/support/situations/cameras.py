"""What drivers deliver instead of BGR, and displays that are not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from unittest.mock import patch

import av
import cv2
import numpy as np

from core.errors import SourceFormatRefused
from core.frame import RgbImage
from core.sources.camera_images import CameraImages
from desktop.system.qt_check import WindowImpossible, require_window
from support.fake_camera import FakeCapture, camera
from support.real_files import PATCHES, patches, patches_seen
from support.situations.situation import Finding, Kind, Place, Situation, off_by

_WIDTH, _HEIGHT = 96, 48


def _patches() -> RgbImage:
    return patches(_WIDTH, _HEIGHT)


def _by_ffmpeg(name: str) -> np.ndarray:
    return av.VideoFrame.from_ndarray(_patches(), format="rgb24").reformat(format=name, dst_colorspace=5).to_ndarray()


def _jpeg() -> np.ndarray:
    encoded, content = cv2.imencode(".jpg", _patches()[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 98])
    assert encoded
    return content.reshape(-1)


_DELIVERED: dict[str, tuple[str, Callable[[], np.ndarray]]] = {
    "BGR": ("", lambda: np.ascontiguousarray(_patches()[..., ::-1])),
    "BGRA": ("", lambda: cv2.cvtColor(_patches(), cv2.COLOR_RGB2BGRA)),
    "YUYV": ("YUYV", lambda: _by_ffmpeg("yuyv422").reshape(_HEIGHT, _WIDTH, 2)),
    "YUYV, not said": ("", lambda: _by_ffmpeg("yuyv422").reshape(_HEIGHT, _WIDTH, 2)),
    "UYVY": ("UYVY", lambda: cv2.cvtColor(_patches(), cv2.COLOR_RGB2YUV_UYVY)),
    "NV12": ("NV12", lambda: _by_ffmpeg("nv12")),
    "I420": ("YU12", lambda: _by_ffmpeg("yuv420p")),
    "motion JPEG, flat": ("MJPG", lambda: _jpeg()[np.newaxis]),
    "motion JPEG, one channel": ("MJPG", lambda: _jpeg()[np.newaxis, :, np.newaxis]),
}


def _delivered(kind: str, place: Place) -> Finding:
    coding, make = _DELIVERED[kind]
    image = CameraImages("Cam", coding=coding, rows=_HEIGHT).rgb(make())
    assert image is not None
    return off_by([image], PATCHES, patches_seen)


def _deep_grey(bits: int, place: Place) -> Finding:
    deepest = (1 << bits) - 1
    grey = np.linspace(0, deepest, _WIDTH * _HEIGHT).reshape(_HEIGHT, _WIDTH)
    image = CameraImages("Cam", coding="Y16").rgb(grey.astype(np.uint8 if bits == 8 else np.uint16))
    assert image is not None
    off = int(np.abs(image[..., 0] - grey * 255 / deepest).max())
    return Finding(f"off by {off} of 255", off <= 1)


def _changing(place: Place) -> Finding:
    small, large = np.zeros((48, 64, 3), np.uint8), np.zeros((96, 128, 3), np.uint8)
    source = camera(FakeCapture(small, large, np.zeros((0, 0, 3), np.uint8), small))
    source.open()
    sizes = [source.read().shape[:2] for _ in range(2)]
    return Finding(f"{sizes[0]}, then {sizes[1]}", sizes == [(96, 128), (48, 64)])


def _unknown(place: Place) -> Finding:
    try:
        CameraImages("Cam").rgb(np.zeros((_HEIGHT, _WIDTH, 5), np.uint8))
    except SourceFormatRefused as error:
        return Finding(f"refused: “{error.message}”", "“Cam” delivers pictures of an unknown kind" in error.message)
    return Finding("shown", right=False)


def _no_display(variables: dict[str, str], words: str, place: Place) -> Finding:
    with patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(place.folder), **variables}):
        os.environ.pop("DISPLAY", None)
        try:
            require_window()
        except WindowImpossible as error:
            return Finding(f"refused: “{error.message}”", words in error.message)
    return Finding("no word", right=False)


def _row(given: str, right: str, find: Callable[[Place], Finding]) -> Situation:
    return Situation(Kind.CAMERA, given, right, find)


_DISPLAYS = (
    _row(
        "a Wayland compositor that is gone",
        "refused, in words",
        partial(_no_display, {"QT_QPA_PLATFORM": "", "WAYLAND_DISPLAY": "wayland-9"}, "wayland-9 cannot be reached"),
    ),
    _row(
        "a platform plugin that is not there",
        "refused, in words",
        partial(_no_display, {"QT_QPA_PLATFORM": "xyz"}, "no plugin for the platform “xyz”"),
    ),
    _row(
        "no display at all",
        "refused, in words",
        partial(_no_display, {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}, "There is no display"),
    ),
)
SITUATIONS = (
    *(_row(f"a camera that delivers {kind}", "within 6 of 255", partial(_delivered, kind)) for kind in _DELIVERED),
    *(
        _row(f"infrared or grey of {bits} bits", "within 1 of 255", partial(_deep_grey, bits))
        for bits in (8, 10, 12, 16)
    ),
    _row("a camera that changes its size", "goes on", _changing),
    _row("five channels", "refused, in words", _unknown),
    *(_DISPLAYS if sys.platform == "linux" else ()),
)
