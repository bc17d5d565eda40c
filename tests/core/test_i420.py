"""I420: its colours by another's arithmetic, sizes, and what is cut, joined, flipped and fitted."""

import numpy as np
import pytest

from core.i420 import I420, beside, fitted, flipped, part, resized, to_bgrx, to_i420
from core.upscaling import upscale, upscale_to_i420
from core.virtual_camera.yuv import YuvFormat, to_yuv
from support.fakes import picture

COLOURS = (0, 0, 0), (255, 255, 255), (230, 20, 20), (20, 200, 30), (30, 40, 220), (128, 90, 250)
SIZES = (2, 2), (4, 6), (18, 10), (34, 18), (64, 48), (638, 358), (1120, 630)


def limited(colour: tuple[int, ...], red: float, blue: float) -> tuple[float, float, float]:
    """Y, Cb, Cr by ITU-R BT.601 and BT.709, which differ in two weights."""
    r, g, b = (channel / 255 for channel in colour)
    y = red * r + (1 - red - blue) * g + blue * b
    return 16 + 219 * y, 128 + 112 * (b - y) / (1 - blue), 128 + 112 * (r - y) / (1 - red)


def stripes(width: int, height: int) -> I420:
    columns = np.array(COLOURS, np.uint8)[np.arange(width) // 8 % len(COLOURS)]
    return to_i420(np.broadcast_to(columns, (height, width, 3)))


def same(one: I420, other: I420) -> bool:
    return np.array_equal(one.planes, other.planes)


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_are_those_of_bt_709(colour: tuple[int, ...]):
    planes = to_i420(np.full((32, 32, 3), colour, np.uint8)).yuv

    for plane, value in zip(planes, limited(colour, 0.2126, 0.0722), strict=True):
        assert np.abs(plane - value).max() <= 0.6


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("yuv_format", YuvFormat)
def test_a_camera_s_colours_are_those_of_bt_601(colour: tuple[int, ...], yuv_format: YuvFormat):
    yuv = to_yuv(to_i420(np.full((32, 32, 3), colour, np.uint8)), yuv_format).astype(float)

    y, u, v = limited(colour, 0.299, 0.114)
    match yuv_format:
        case YuvFormat.I420:
            expected = np.repeat((y, u, v), (1024, 256, 256))
        case YuvFormat.NV12:
            expected = np.concatenate((np.full(1024, y), np.tile((u, v), 256)))
        case YuvFormat.YUY2:
            expected = np.tile((y, u, y, v), 512)
    assert np.abs(yuv - expected).max() <= 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_screen_shows_the_colours_of_every_size(size: tuple[int, int], colour: tuple[int, ...]):
    shown = to_bgrx(to_i420(np.full((size[1], size[0], 3), colour, np.uint8)))

    assert shown.shape == (size[1], size[0], 4)
    assert shown.flags.c_contiguous
    assert np.abs(shown[..., 2::-1].astype(int) - colour).max() <= 3


@pytest.mark.parametrize("size", SIZES)
def test_a_toon_in_one_colour_stays_so_in_every_size(size: tuple[int, int]):
    toon = np.full((2, 2, 3), (200, 40, 30), np.uint8)

    upscaled = upscale_to_i420(toon, *size)

    assert (upscaled.width, upscaled.height) == size
    assert np.abs(upscaled.planes.astype(int) - to_i420(upscale(toon, *size)).planes).max() <= 1


def test_parts_side_by_side_are_the_whole():
    whole = stripes(96, 32)

    assert same(beside(part(whole, 0, 0, 40, 32), part(whole, 40, 0, 56, 32)), whole)
    assert part(whole, 0, 0, 96, 32) is whole
    assert (part(whole, 8, 4, 8, 16).yuv[0] == 235).all()


def test_flipped_twice_is_as_before():
    whole = stripes(88, 32)

    once = flipped(whole)

    assert (once.yuv[0][:, :8] == whole.yuv[0][:, -8:]).all()
    assert same(flipped(once), whole)


@pytest.mark.parametrize("size", [(48, 24), (200, 100), (10, 6), (96, 48)])
def test_scaled_it_stays_in_its_colours(size: tuple[int, int]):
    scaled = resized(to_i420(np.full((48, 96, 3), (230, 20, 20), np.uint8)), *size)

    assert (scaled.width, scaled.height) == size
    assert np.abs(to_bgrx(scaled)[..., 2::-1].astype(int) - (230, 20, 20)).max() <= 3


def test_fitted_in_it_keeps_its_shape_between_black_bars():
    framed = fitted(to_i420(picture(100, 50)), 60, 60)

    shown = to_bgrx(framed)[..., 2::-1].astype(int)
    assert shown.shape == (60, 60, 3)
    assert np.abs(shown[16:44] - 100).max() <= 3
    assert shown[:14].max() <= 3
    assert shown[46:].max() <= 3


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (47, 65)])
def test_of_an_odd_size_the_border_is_repeated(shape: tuple[int, int]):
    made = to_i420(np.full((*shape, 3), 77, np.uint8))

    assert (made.height, made.width) == tuple(side + side % 2 for side in shape)
    assert np.ptp(made.yuv[0]) == 0
