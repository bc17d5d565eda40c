"""compose(): every layout at the frame's own size."""

import numpy as np
import pytest

from core.compositor import ComposeSettings, compose, letterboxed, mirrored
from core.frame import Generated, Layout
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


def test_letterboxing_keeps_the_shape():
    image = letterboxed(picture(100, 50), 60, 60)

    assert image.shape == (60, 60, 3)
    assert (image[15:45] == 100).all()
    assert (image[:15] == 0).all()
    assert (image[45:] == 0).all()
