"""camera_modes(): the sizes and rates of a camera, as a person chooses them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from core.sources.discovery import CameraInfo
from core.sources.v4l2 import USUAL_SIZES, V4l2Device

_log = logging.getLogger(__name__)
_LEAST_WIDTH = 320
_USUAL_FPS, _MOST_FPS = 30.0, 60.0
_MOST_MODES = 10
_COMPRESSED = ("MJPG", "JPEG")
_SHOWN = {*_COMPRESSED, "YUYV", "UYVY", "YVYU", "NV12", "NV21", "YU12", "YV12", "RGB3", "BGR3", "GREY", "Y16", ""}
"""Codings that OpenCV decodes or `CameraImages` converts; H264 is none of them."""
_KEY = re.compile(r"(\d{2,5})x(\d{2,5})@(\d{1,3}(?:\.\d{1,2})?)")


@dataclass(frozen=True, slots=True)
class CameraMode:
    """A size and a rate that a camera can be asked for.

    Attributes:
        width: px.
        height: px.
        fps: pictures a second.
        coding: four letters of the driver's format; empty: whichever.
    """

    width: int
    height: int
    fps: float
    coding: str = ""

    @property
    def key(self) -> str:
        """How it is remembered: 1280x720@30."""
        return f"{self.width}x{self.height}@{self.fps:g}"

    @property
    def words(self) -> str:
        """For people: 1080p, 30 fps."""
        return f"{size_words(self.width, self.height)}, {self.fps:.3g} fps"


USUAL = CameraMode(1280, 720, _USUAL_FPS, "MJPG")
"""What is asked for where nobody chose: a network sees no more, and every camera of the last fifteen years has it."""


def camera_modes(camera: CameraInfo) -> list[CameraMode]:
    """What the driver offers, largest first; the usual sizes where it does not say. Blocks for a moment; never raises.

    Of several codings of a size the one with the higher rate stays, and of equals the one that needs no decoder.
    """
    offered: list[CameraMode] = []
    if camera.api == cv2.CAP_V4L2 and Path(camera.id).is_absolute():
        try:
            with V4l2Device(Path(camera.id)) as device:
                offered = [CameraMode(width, height, fps, coding) for coding, width, height, fps in device.formats()]
        except OSError as error:
            _log.info("the formats of %s cannot be listed: %s", camera.name, error)
    return choices_of(offered) or [CameraMode(*size, _USUAL_FPS) for size in USUAL_SIZES if size[1] in {1080, 720, 480}]


def choices_of(offered: Iterable[CameraMode]) -> list[CameraMode]:
    """Of each size the best at 30 frames a second or below, and above where there is one."""
    shown = [mode for mode in offered if mode.coding in _SHOWN and mode.width >= _LEAST_WIDTH and mode.fps >= 1]
    chosen: list[CameraMode] = []
    for size in sorted({(mode.width, mode.height) for mode in shown}, key=lambda size: -size[0] * size[1]):
        here = [mode for mode in shown if (mode.width, mode.height) == size]
        for least, most in ((_USUAL_FPS + 1, _MOST_FPS + 1), (0, _USUAL_FPS + 1)):
            within = [mode for mode in here if least <= mode.fps < most]
            if within:
                chosen.append(max(within, key=lambda mode: (round(mode.fps), mode.coding not in _COMPRESSED)))
    return chosen[:_MOST_MODES]


def usual_mode(modes: Sequence[CameraMode]) -> CameraMode:
    """What to ask for where nobody chose: 720p at 30, else the size nearest to it that is as quick."""

    def distance(mode: CameraMode) -> tuple[bool, float]:
        return mode.fps < 24 or mode.fps > _USUAL_FPS + 1, abs(mode.width * mode.height - USUAL.width * USUAL.height)

    return min(modes, key=distance) if modes else USUAL


def mode_of_key(key: str, modes: Iterable[CameraMode] = ()) -> CameraMode | None:
    """The mode that was remembered, among those that there are; one that is not listed is asked for all the same."""
    for mode in modes:
        if mode.key == key:
            return mode
    found = _KEY.fullmatch(key)
    return CameraMode(int(found[1]), int(found[2]), float(found[3])) if found else None


def size_words(width: int, height: int) -> str:
    """For people: 1080p, 4K, or 640 × 480 where it is no usual one."""  # noqa: RUF002 - as people write it
    if width * 9 == height * 16:
        return "4K" if height == 2160 else f"{height}p"
    return f"{width} × {height}"  # noqa: RUF001 - as people write it
