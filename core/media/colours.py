"""How the colours of a frame are coded, and what makes BT.709 of HDR and wide gamut, computed in linear light.

The curves are those of ITU-R BT.2100-2 (PQ, HLG and its system gamma), white is at 203 nit as in ITU-R BT.2408, and
what is brighter is compressed by the Möbius curve that FFmpeg's and mpv's `mobius` use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

from core.frame import RgbImage

Floats = npt.NDArray[np.float64]
_Curve = Callable[[Floats], Floats]

_WHITE_NIT, _BRIGHTEST_NIT = 203, 1000
_PEAK = _BRIGHTEST_NIT / _WHITE_NIT
_KNEE = 0.75  # of the white: below it nothing is compressed
_SYSTEM_GAMMA = 1.2  # of HLG, for a display of 1000 nit
_MOST = 2**16 - 1

_YCGCO = 8
_READABLE = {0, *Colorspace, 6}  # RGB, and SMPTE 170M, which is BT.601
_HD_ROWS = 720

_D65 = (0.3127, 0.3290)
_BT709 = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
_BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_WIDE: dict[int, tuple[tuple[float, float], ...]] = {
    ColorPrimaries.BT2020: _BT2020,
    ColorPrimaries.SMPTE431: _P3,
    ColorPrimaries.SMPTE432: _P3,
}


@dataclass(frozen=True, slots=True, eq=False)
class WideColours:
    """One way of coding colours, on its way to BT.709.

    Attributes:
        linear: (65536,) float32: light for each value of a channel, white is 1; scene light for HLG.
        matrix: (3, 3) float32: from its primaries to those of BT.709, and on to the places of `coded`.
        luminance: (1, 3) float32: of its primaries where its light is that of the scene; else None.
        coded: (65536,) uint8: the value of a channel for light from black to the brightest.
    """

    linear: npt.NDArray[np.float32]
    matrix: npt.NDArray[np.float32]
    luminance: npt.NDArray[np.float32] | None
    coded: npt.NDArray[np.uint8]

    def converted(self, image: npt.NDArray[np.uint16]) -> RgbImage:
        """(H, W, 3) uint16 RGB as coded in the video to (H, W, 3) uint8 RGB of BT.709."""
        light = cv2.LUT(image, self.linear.reshape(1, -1)).astype(np.float32, copy=False)
        if self.luminance is not None:
            brightness = cv2.transform(light, self.luminance)
            light *= _PEAK * cv2.pow(np.maximum(brightness, 1e-6), _SYSTEM_GAMMA - 1).reshape(*image.shape[:2], 1)
        places = cv2.transform(light, self.matrix)
        places = cv2.addWeighted(places, 1, places, 0, 0, dtype=cv2.CV_16U)  # rounded, and kept within its range
        return cv2.LUT(places, self.coded.reshape(1, -1)).astype(np.uint8, copy=False)


def wide_colours(transfer: int, primaries: int) -> WideColours | None:
    """How colours become those of BT.709; None where they are so already, or all but so.

    Args:
        transfer: the curve, as numbered by ITU-T H.273.
        primaries: the same for them.
    """
    if transfer not in _CURVES and primaries not in _WIDE:
        return None
    return _conversion(transfer, primaries)


def matrix_for(frame: VideoFrame) -> Colorspace | None:
    """The colour matrix to take for a frame that states none, or one that FFmpeg refuses. None: what it states."""
    if frame.colorspace in _READABLE or frame.format.is_rgb:
        return None
    if frame.color_primaries == ColorPrimaries.BT2020 or frame.color_trc in _CURVES:
        return Colorspace.BT2020
    return Colorspace.ITU709 if frame.height >= _HD_ROWS else Colorspace.ITU601


def is_ycgco(frame: VideoFrame) -> bool:
    """Whether its matrix is that of some screen recorders, which FFmpeg does not convert."""
    return frame.colorspace == _YCGCO and not frame.format.is_rgb


def ycgco_to_rgb(planes: npt.NDArray[np.uint8]) -> RgbImage:
    """(3, H, W) uint8 Y, Cg, Co of limited range to (H, W, 3) uint8 RGB; by ITU-T H.273, equations 41 to 44."""
    luma = (planes[0].astype(np.float32) - 16) * (255 / 219)
    green, orange = (planes[1:].astype(np.float32) - 128) * (255 / 224)
    rest = luma - green
    return np.rint(np.stack((rest + orange, luma + green, rest - orange), axis=-1)).clip(0, 255).astype(np.uint8)


@cache
def _conversion(trc: int, primaries: int) -> WideColours:
    is_hdr = trc in _CURVES
    chromaticities = _WIDE.get(primaries, _BT2020)
    to_xyz = _xyz_of(chromaticities)
    brightest = _PEAK if is_hdr else 1.0
    matrix = np.linalg.solve(_xyz_of(_BT709), to_xyz) * (_MOST / brightest)
    curve = _CURVES.get(trc, _srgb)
    steps = np.linspace(0, 1, _MOST + 1)
    light = _compressed(steps * brightest) if is_hdr else steps
    return WideColours(
        curve(steps).astype(np.float32),
        matrix.astype(np.float32),
        to_xyz[1:2].astype(np.float32) if trc == ColorTrc.ARIB_STD_B67 else None,
        np.rint(_coded(light) * 255).astype(np.uint8),
    )


def _xyz_of(chromaticities: tuple[tuple[float, float], ...]) -> Floats:
    """(3, 3): from linear RGB with these primaries, whose white is D65, to CIE XYZ."""
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in (*chromaticities, _D65)]).T
    primaries, white = columns[:, :3], columns[:, 3]
    return primaries * np.linalg.solve(primaries, white)


def _pq(code: Floats) -> Floats:
    """Light of the display, by SMPTE ST 2084."""
    power = code ** (1 / 78.84375)
    share = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
    return share ** (1 / 0.1593017578125) * (10_000 / _WHITE_NIT)


def _hlg(code: Floats) -> Floats:
    """Light of the scene, by ARIB STD-B67."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)


def _srgb(code: Floats) -> Floats:
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def _coded(light: Floats) -> Floats:
    """What `_srgb` undoes. BT.709 itself is made for the camera: screens show it as sRGB, or nearly."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def _compressed(light: Floats) -> Floats:
    """Light up to `_PEAK` in 0..1: unchanged up to the knee, then ever flatter."""
    a = -(_KNEE**2) * (_PEAK - 1) / (_KNEE**2 - 2 * _KNEE + _PEAK)
    b = (_KNEE**2 - 2 * _KNEE * _PEAK + _PEAK) / (_PEAK - 1)
    bent = (b**2 + 2 * b * _KNEE + _KNEE**2) / (b - a) * (light + a) / (light + b)
    return np.where(light <= _KNEE, light, bent).clip(0, 1)


_CURVES: dict[int, _Curve] = {ColorTrc.SMPTE2084: _pq, ColorTrc.ARIB_STD_B67: _hlg}
"""Of HDR; all others are shown as `_srgb`."""
