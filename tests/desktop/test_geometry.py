from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from core.frame import Layout
from desktop.window.geometry import Piece, composed_size, divider_x, pieces, split_at


@pytest.mark.parametrize("mirrored", [False, True])
def test_side_by_side_the_original_stays_on_the_left(mirrored):
    picture = QRectF(10, 0, 400, 100)
    original, toon = pieces((100, 50), Layout.SIDE_BY_SIDE, picture, 0.5, mirrored=mirrored)
    assert original == Piece(False, QRectF(0, 0, 100, 50), QRectF(10, 0, 200, 100))
    assert toon == Piece(True, QRectF(0, 0, 100, 50), QRectF(210, 0, 200, 100))
    assert composed_size(100, 50, Layout.SIDE_BY_SIDE) == (200, 50)


def test_mirrored_the_splits_original_is_on_the_right():
    original, toon = pieces((100, 50), Layout.SPLIT, QRectF(0, 0, 200, 100), 0.25, mirrored=True)
    assert original == Piece(False, QRectF(0, 0, 25, 50), QRectF(150, 0, 50, 100))
    assert toon == Piece(True, QRectF(25, 0, 75, 50), QRectF(0, 0, 150, 100))


@pytest.mark.parametrize("layout", [Layout.TOON, Layout.ORIGINAL])
def test_other_layouts_are_one_piece(layout):
    (piece,) = pieces((200, 50), layout, QRectF(0, 0, 400, 100), 0.5, mirrored=False)
    assert piece == Piece(layout is Layout.TOON, QRectF(0, 0, 200, 50), QRectF(0, 0, 400, 100))


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
