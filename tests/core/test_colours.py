"""HDR and wide-gamut video is shown in the colours that were filmed, live and converted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from core.errors import SourceFormatRefused
from support.dolby_vision import dolby_vision
from support.real_files import HLG, P3, PATCHES, PQ, WIDE, patches, patches_seen
from support.seen import Seen, converted, seen

UNSTATED = 2


def film(path: Path, codes: list[list[int]], *, matrix: int, primaries: int, trc: int) -> Path:
    """Bars of colours whose 10-bit RGB values are given, kept without loss."""
    row = np.repeat(np.array(codes), 20, axis=0) << 6
    image = np.repeat(row[None], 64, axis=0).astype(np.uint16)
    stored = av.VideoFrame.from_ndarray(image, format="rgb48le").reformat(
        format="yuv444p10le",
        dst_colorspace=Colorspace.ITU709 if matrix == Colorspace.ITU709 else Colorspace.BT2020,
        dst_color_range=ColorRange.MPEG,
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = image.shape[1], image.shape[0], "yuv444p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc = matrix, primaries, trc
        context.color_range = ColorRange.MPEG
        stored.colorspace, stored.color_primaries, stored.color_trc = matrix, primaries, trc
        for number in range(2):
            stored.pts, stored.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(stored))
        container.mux(stream.encode())
    return path


@seen
@pytest.mark.parametrize(
    ("codes", "matrix", "primaries", "trc"),
    [
        (PQ, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.SMPTE2084),
        (HLG, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.ARIB_STD_B67),
        (HLG, UNSTATED, UNSTATED, ColorTrc.ARIB_STD_B67),
        (WIDE, Colorspace.BT2020, ColorPrimaries.BT2020, ColorTrc.BT2020_10),
        (WIDE, UNSTATED, ColorPrimaries.BT2020, UNSTATED),
        (P3, Colorspace.ITU709, ColorPrimaries.SMPTE432, ColorTrc.BT709),
    ],
    ids=["PQ", "HLG", "HLG, the rest unstated", "BT.2020", "BT.2020, the rest unstated", "Display P3"],
)
def test_the_colours_are_those_that_were_filmed(
    seen: Seen, codes: list[list[int]], matrix: int, primaries: int, trc: int, tmp_path: Path
):
    path = film(tmp_path / "in.mkv", codes, matrix=matrix, primaries=primaries, trc=trc)

    assert np.abs(patches_seen(seen(path)) - PATCHES).max() <= 6


def test_highlights_are_compressed_and_not_cut_off(tmp_path: Path):
    """Greys of 0, 20, 203, 400, 700 and 1000 nit."""
    codes = [[code] * 3 for code in (0, 360, 594, 668, 729, 769)]
    path = film(tmp_path / "in.mkv", codes, matrix=9, primaries=9, trc=ColorTrc.SMPTE2084)

    greys = patches_seen(converted(path)).mean(axis=1)

    assert greys[0] <= 2
    assert greys[1] == pytest.approx(89, abs=5), "20 of 203 nit, by sRGB"
    assert np.diff(greys[2:]).min() >= 2
    assert greys[2] > 230
    assert greys[5] >= 253


@seen
def test_dolby_vision_without_another_picture_is_refused_and_not_shown_in_green(seen: Seen, tmp_path: Path):
    assert seen(dolby_vision(tmp_path / "compatible.hevc", has_base=True)).shape == (64, 96, 3)
    with pytest.raises(SourceFormatRefused, match="Dolby Vision alone"):
        seen(dolby_vision(tmp_path / "alone.hevc", has_base=False))


@seen
@pytest.mark.parametrize(("codec", "pixel_format"), [("ffv1", "yuva444p"), ("png", "rgba"), ("qtrle", "argb")])
def test_what_is_transparent_lies_over_white(seen: Seen, codec: str, pixel_format: str, tmp_path: Path):
    """Half and wholly transparent, and opaque red."""
    image = np.zeros((48, 96, 4), np.uint8)
    image[:, :32], image[:, 32:64], image[:, 64:] = (200, 40, 60, 0), (200, 40, 60, 128), (200, 40, 60, 255)
    with av.open(str(tmp_path / "in.mov" if codec != "ffv1" else tmp_path / "in.mkv"), "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 48, pixel_format
        frame = av.VideoFrame.from_ndarray(image, format="rgba").reformat(format=pixel_format)
        container.mux([*stream.encode(frame), *stream.encode()])

    shown = seen(next(tmp_path.glob("in.*")))[24, 16::32].astype(int)

    assert np.abs(shown - [[255, 255, 255], [227, 147, 157], [200, 40, 60]]).max() <= 6


@seen
def test_a_screen_recorders_green_and_orange_differences(seen: Seen, tmp_path: Path):
    """YCgCo, by ITU-T H.273: Y = G/2 + (R + B)/4, Cg = G/2 - (R + B)/4, Co = (R - B)/2."""
    red, green, blue = (patches(120, 64).astype(float)[..., place] for place in range(3))
    luma, difference, orange = green / 2 + (red + blue) / 4, green / 2 - (red + blue) / 4, (red - blue) / 2
    planes = np.stack((16 + luma * 219 / 255, 128 + difference * 224 / 255, 128 + orange * 224 / 255))
    frame = av.VideoFrame.from_ndarray(np.rint(planes).astype(np.uint8), format="yuv444p")

    shown = seen(tagged(tmp_path / "in.mkv", frame, matrix=8))

    assert np.abs(patches_seen(shown) - PATCHES).max() <= 6


@seen
@pytest.mark.parametrize("matrix", [3, 10, 12, 14, 17])
def test_matrices_that_nobody_converts_are_shown_all_the_same(seen: Seen, matrix: int, tmp_path: Path):
    frame = av.VideoFrame.from_ndarray(np.full((3, 64, 120), 128, np.uint8), format="yuv444p")

    assert np.abs(seen(tagged(tmp_path / "in.mkv", frame, matrix=matrix)).astype(int) - 130).max() <= 3


def tagged(path: Path, frame: av.VideoFrame, *, matrix: int) -> Path:
    """One frame kept without loss, with a colour matrix of that number stated."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, frame.format.name
        stream.codec_context.colorspace = matrix
        frame.colorspace, frame.color_range = matrix, ColorRange.MPEG
        container.mux([*stream.encode(frame), *stream.encode()])
    return path
