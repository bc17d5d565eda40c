"""compose(): every layout at the frame's own size."""

import cv2
import numpy as np
import pytest

from core.compositor import ComposeSettings, compose, cropped, cropped_i420, mirrored, mirrored_i420, resize
from core.crop import Crop
from core.frame import Generated, Layout
from core.i420 import to_i420
from support.fakes import frame, picture


def _generated(width: int, height: int) -> Generated:
    return Generated(picture(width, height, 200), "model", 1.0)


@pytest.mark.parametrize(
    ("layout", "width"), [(Layout.TOON, 64), (Layout.ORIGINAL, 64), (Layout.SIDE_BY_SIDE, 128), (Layout.SPLIT, 64)]
)
@pytest.mark.parametrize("working", [(64, 48), (32, 24), (16, 12)])
def test_layouts_keep_the_frame_size(layout: Layout, width: int, working: tuple[int, int]):
    source = frame()

    composed = compose(source, _generated(*working), ComposeSettings(layout))

    assert composed.image.shape == (48, width, 3)
    assert composed.image.dtype == np.uint8
    assert not composed.image.flags.writeable
    assert composed.image.flags.c_contiguous
    assert composed.source is source


def test_side_by_side_has_the_original_on_the_left():
    image = compose(frame(), _generated(64, 48), ComposeSettings(Layout.SIDE_BY_SIDE)).image

    assert (image[:, :64] == 100).all()
    assert (image[:, 64:] == 200).all()


@pytest.mark.parametrize(("split", "divider"), [(0.0, 0), (0.25, 16), (1.0, 64), (-3.0, 0), (7.0, 64)])
def test_split_shows_the_original_left_of_the_divider(split: float, divider: int):
    image = compose(frame(), _generated(64, 48), ComposeSettings(Layout.SPLIT, split)).image

    assert (image[:, :divider] == 100).all()
    assert (image[:, divider:] == 200).all()


@pytest.mark.parametrize("layout", list(Layout))
def test_without_a_toon_the_original_stands_in(layout: Layout):
    image = compose(frame(), None, ComposeSettings(layout)).image

    assert (image == 100).all()


def test_odd_and_tiny_frames():
    for width, height in ((1, 1), (3, 5), (65, 47)):
        source = frame(image=picture(width, height))
        assert compose(source, _generated(64, 64), ComposeSettings()).image.shape == (height, width, 3)


def test_mirroring_side_by_side_keeps_the_halves_in_place():
    left, right = np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 3), np.uint8)
    left[:, 0], right[:, 0] = 50, 150

    image = mirrored(np.hstack((left, right)), Layout.SIDE_BY_SIDE)

    assert image[0, :, 0].tolist() == [0, 50, 0, 150]
    assert mirrored(left, Layout.TOON)[0, :, 0].tolist() == [0, 50]


def test_a_toon_that_is_upscaled_is_made_in_either_form_at_once_and_both_show_the_same():
    noise = np.random.default_rng(0).integers(0, 256, (36, 64, 3), np.uint8)
    small = cv2.GaussianBlur(noise, (0, 0), 2).astype(np.uint8)
    composed = compose(frame(image=picture(640, 360)), Generated(small, "model", 1.0), ComposeSettings())

    assert composed.toon.ready is composed.toon.i420
    shown = composed.toon.bgrx()[..., 2::-1].astype(int)
    assert np.abs(shown - composed.image).mean() < 2
    assert np.abs(composed.i420.planes.astype(int) - to_i420(composed.image).planes).mean() < 1


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("crop", list(Crop))
@pytest.mark.parametrize("size", [(64, 48), (66, 38), (160, 90)])
def test_as_i420_a_frame_is_laid_out_mirrored_and_cropped_as_it_is_in_rgb(
    layout: Layout, crop: Crop, size: tuple[int, int]
):
    source = frame(image=np.full((size[1], size[0], 3), (200, 40, 30), np.uint8))
    generated = Generated(np.full((19, 32, 3), (20, 60, 180), np.uint8), "model", 1.0)
    composed = compose(source, generated, ComposeSettings(layout, split=0.25))
    expected = to_i420(cropped(mirrored(composed.image, layout), crop))

    made = cropped_i420(mirrored_i420(composed.i420, layout), crop)

    assert (made.width, made.height) == pytest.approx((expected.width, expected.height), abs=2)
    for found, wanted in zip(made.yuv, expected.yuv, strict=True):
        rows, columns = (min(sides) for sides in zip(found.shape, wanted.shape, strict=True))
        differ = np.abs(found[:rows, :columns].astype(int) - wanted[:rows, :columns]) > 1
        assert differ.sum(axis=1).max() <= 2, "a divider may be a pixel apart"


def test_a_frame_that_nothing_was_drawn_of_is_shown_as_it_came():
    source = frame(image=np.random.default_rng(0).integers(0, 256, (31, 33, 3), np.uint8))
    composed = compose(source, None, ComposeSettings())

    assert np.array_equal(composed.toon.bgrx()[..., 2::-1], source.image)
    assert (composed.i420.width, composed.i420.height) == (34, 32)


@pytest.mark.parametrize(
    ("size", "working"), [((1920, 1080), (256, 144)), ((1366, 768), (284, 160)), ((999, 600), (90, 50))]
)
def test_a_far_larger_image_is_averaged_and_no_pixel_is_left_out(size: tuple[int, int], working: tuple[int, int]):
    fine = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    smooth = cv2.resize(fine[:40, :40], size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)

    scaled = resize(smooth, *working)

    assert np.abs(scaled.astype(int) - cv2.resize(smooth, working, interpolation=cv2.INTER_AREA)).mean() < 1
    assert resize(fine, *working).std() < 1.3 * cv2.resize(fine, working, interpolation=cv2.INTER_AREA).std()
