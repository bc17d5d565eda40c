from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from core.frame import Layout
from desktop.window.geometry import divider_x, letterbox, pieces, split_at


@pytest.mark.parametrize(
    ("size", "area", "shown"),
    [
        ((1280, 720), (0, 0, 1000, 1000), (0, 218.75, 1000, 562.5)),
        ((100, 200), (0, 0, 400, 200), (150, 0, 100, 200)),
        ((64, 48), (10, 10, 64, 48), (10, 10, 64, 48)),
        ((1, 1), (0, 0, 30, 20), (5, 0, 20, 20)),
    ],
)
def test_letterbox_keeps_the_shape_in_the_middle(size, area, shown):
    assert letterbox(*size, QRectF(*area)) == QRectF(*shown)


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
def test_letterbox_of_nothing_is_empty(size):
    assert letterbox(*size, QRectF(0, 0, 10, 10)).isEmpty()
    assert letterbox(10, 10, QRectF()).isEmpty()


def test_side_by_side_has_two_pieces_that_keep_their_places():
    left, right = pieces(200, 50, Layout.SIDE_BY_SIDE, QRectF(10, 0, 400, 100))
    assert (left.source, left.target) == (QRectF(0, 0, 100, 50), QRectF(10, 0, 200, 100))
    assert (right.source, right.target) == (QRectF(100, 0, 100, 50), QRectF(210, 0, 200, 100))


@pytest.mark.parametrize("layout", [Layout.TOON, Layout.ORIGINAL, Layout.SPLIT])
def test_other_layouts_are_one_piece(layout):
    (piece,) = pieces(200, 50, layout, QRectF(0, 0, 400, 100))
    assert piece.target == QRectF(0, 0, 400, 100)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("split", [0.0, 0.2, 0.5, 1.0])
def test_the_divider_is_found_where_it_stands(mirrored, split):
    picture = QRectF(50, 0, 300, 100)
    assert split_at(divider_x(split, picture, mirrored=mirrored), picture, mirrored=mirrored) == pytest.approx(split)


def test_mirrored_the_divider_stands_on_the_other_side():
    assert divider_x(0.25, QRectF(0, 0, 100, 10), mirrored=True) == 75


def test_the_divider_stays_on_the_picture():
    picture = QRectF(50, 0, 300, 100)
    assert split_at(-10, picture, mirrored=False) == 0
    assert split_at(900, picture, mirrored=False) == 1
    assert split_at(5, QRectF(), mirrored=False) == 0.5
