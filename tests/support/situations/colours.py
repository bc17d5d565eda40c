"""Colours: HDR, wide gamut, matrices that nobody states, profiles, transparency."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

from support.dolby_vision import dolby_vision
from support.real_files import HLG, P3, PATCHES, PQ, WIDE, film_of_codes, patches, patches_seen, tagged, untagged_video
from support.situations.situation import Finding, Kind, Place, Situation, off_by, refused

_UNSTATED = 2
_YCGCO = 8
_BY_CODEC = {
    "RGB, as screen recorders write it": ("in.mkv", "libx264rgb", "rgb24"),
    "all colour differences (4:4:4)": ("in.mp4", "libx264", "yuv444p"),
    "10 bits, 4:2:2, ProRes": ("in.mov", "prores_ks", "yuv422p10le"),
    "full range, motion JPEG": ("in.avi", "mjpeg", "yuvj444p"),
    "Apple's Animation": ("in.mov", "qtrle", "rgb24"),
    "VP9 of a browser": ("in.webm", "libvpx-vp9", "yuv420p"),
}
_FINE = {"mjpeg": {"qmin": "2", "qmax": "2"}, "libvpx-vp9": {"crf": "4", "b": "0"}, "libx264": {"crf": "4"}}


def _filmed(codes: list[list[int]], matrix: int, primaries: int, trc: int, place: Place) -> Finding:
    path = film_of_codes(place.folder / "in.mkv", codes, matrix=matrix, primaries=primaries, trc=trc)
    return off_by(place.seen(path), PATCHES, patches_seen)


def _unstated(width: int, height: int, matrix: Colorspace, place: Place) -> Finding:
    return off_by(place.seen(untagged_video(place.folder / "in.mkv", width, height, matrix)), PATCHES, patches_seen)


def _by_codec(name: str, codec: str, pixel_format: str, place: Place) -> Finding:
    frame = av.VideoFrame.from_ndarray(patches(120, 64), format="rgb24").reformat(
        format=pixel_format, dst_colorspace=Colorspace.ITU601
    )
    with av.open(str(place.folder / name), "w") as container:
        stream = container.add_stream(codec, rate=25, options=_FINE.get(codec, {}))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 120, 64, pixel_format
        for number in range(2):
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return off_by(place.seen(place.folder / name), PATCHES, patches_seen)


def _ycgco(place: Place) -> Finding:
    """By ITU-T H.273: Y = G/2 + (R + B)/4, Cg = G/2 - (R + B)/4, Co = (R - B)/2."""
    red, green, blue = (patches(120, 64).astype(float)[..., channel] for channel in range(3))
    luma, difference, orange = green / 2 + (red + blue) / 4, green / 2 - (red + blue) / 4, (red - blue) / 2
    planes = np.stack((16 + luma * 219 / 255, 128 + difference * 224 / 255, 128 + orange * 224 / 255))
    frame = av.VideoFrame.from_ndarray(np.rint(planes).astype(np.uint8), format="yuv444p")
    return off_by(place.seen(tagged(place.folder / "in.mkv", frame, matrix=_YCGCO)), PATCHES, patches_seen)


def _transparent(codec: str, pixel_format: str, place: Place) -> Finding:
    """Not to be seen, half, and opaque red."""
    image = np.zeros((48, 96, 4), np.uint8)
    image[:, :32], image[:, 32:64], image[:, 64:] = (200, 40, 60, 0), (200, 40, 60, 128), (200, 40, 60, 255)
    path = place.folder / ("in.mkv" if codec == "ffv1" else "in.mov")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 48, pixel_format
        frame = av.VideoFrame.from_ndarray(image, format="rgba").reformat(format=pixel_format)
        container.mux([*stream.encode(frame), *stream.encode()])
    over_white = np.array([[255, 255, 255], [227, 147, 157], [200, 40, 60]])
    return off_by(place.seen(path), over_white, lambda shown: shown[24, 16::32])


def _dolby_alone(place: Place) -> Finding:
    path = dolby_vision(place.folder / "in.hevc", has_base=False)
    return refused(place.convert(path, place.folder / "out.mp4"), "Dolby Vision alone")


def _row(given: str, find: Callable[[Place], Finding], right: str = "within 6 of 255") -> Situation:
    return Situation(Kind.COLOUR, given, right, find)


_WIDE_GAMUT: dict[str, tuple[list[list[int]], int, int, int]] = {
    "an HDR10 television's film (PQ)": (PQ, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.SMPTE2084),
    "an iPhone's HDR film (HLG)": (HLG, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.ARIB_STD_B67),
    "HLG, the rest not stated": (HLG, _UNSTATED, _UNSTATED, ColorTrc.ARIB_STD_B67),
    "BT.2020": (WIDE, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.BT2020_10),
    "BT.2020, the rest not stated": (WIDE, _UNSTATED, ColorPrimaries.BT2020, _UNSTATED),
    "Display P3": (P3, Colorspace.ITU709, ColorPrimaries.SMPTE432, ColorTrc.BT709),
}

SITUATIONS = (
    *(_row(given, partial(_filmed, *coded)) for given, coded in _WIDE_GAMUT.items()),
    *(
        _row(f"{height} lines, nothing stated", partial(_unstated, width, height, matrix))
        for width, height, matrix in (
            (1278, 720, Colorspace.ITU709),
            (1920, 1080, Colorspace.ITU709),
            (720, 576, Colorspace.ITU601),
        )
    ),
    *(_row(given, partial(_by_codec, *coded)) for given, coded in _BY_CODEC.items()),
    _row("YCgCo, as screen recorders write it", _ycgco),
    *(
        _row(f"a transparent film, {name}", partial(_transparent, codec, form), "over white, within 6 of 255")
        for name, codec, form in (("FFV1", "ffv1", "yuva444p"), ("PNG", "png", "rgba"), ("Animation", "qtrle", "argb"))
    ),
    _row("Dolby Vision without another picture", _dolby_alone, "refused, in words"),
)
