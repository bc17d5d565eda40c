"""Framing: where a picture lies when it is whole, fills the view, is at its own size, zoomed and panned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop.window.framing import Fit, Framing

VIEW = QRectF(0, 0, 400, 200)


@pytest.mark.parametrize(
    ("size", "area", "shown"),
    [
        ((1280, 720), (0, 0, 1000, 1000), (0, 218.75, 1000, 562.5)),
        ((100, 200), (0, 0, 400, 200), (150, 0, 100, 200)),
        ((64, 48), (10, 10, 64, 48), (10, 10, 64, 48)),
        ((1, 1), (0, 0, 30, 20), (5, 0, 20, 20)),
    ],
)
def test_whole_the_picture_keeps_its_shape_in_the_middle(size, area, shown):
    assert Framing().rect(size[0], size[1], QRectF(*area)) == QRectF(*shown)


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
def test_nothing_is_nowhere(size):
    assert Framing().rect(size[0], size[1], VIEW).isEmpty()
    assert Framing().rect(10, 10, QRectF()).isEmpty()


def test_filling_it_leaves_no_bands():
    assert Framing(Fit.FILL).rect(100, 100, VIEW) == QRectF(0, -100, 400, 400)


def test_at_its_own_size_a_pixel_is_a_pixel_of_the_screen():
    assert Framing(Fit.ACTUAL).rect(200, 100, VIEW, pixel_ratio=2) == QRectF(150, 75, 100, 50)


@pytest.mark.parametrize("at", [QPointF(0, 0), QPointF(390, 10), QPointF(200, 100)])
def test_zooming_keeps_what_is_under_the_mouse(at):
    framing = Framing()
    picture = framing.rect(400, 200, VIEW)
    before = (at.x() - picture.left()) / picture.width()
    framing = framing.zoomed(4, at, picture, VIEW)
    picture = framing.rect(400, 200, VIEW)
    assert (at.x() - picture.left()) / picture.width() == pytest.approx(before, abs=1e-6)
    assert picture.width() == pytest.approx(1600)


def test_panning_stops_at_the_edges():
    framing = Framing().zoomed(4, VIEW.center(), VIEW, VIEW)
    for by in (QPointF(50, 0), QPointF(9999, 9999)):
        framing = framing.panned(by, framing.rect(400, 200, VIEW), VIEW)
    assert framing.rect(400, 200, VIEW).topLeft() == QPointF(0, 0)


def test_zoom_has_limits():
    framing = Framing().zoomed(1e9, VIEW.center(), VIEW, VIEW)
    assert framing.zoom == 16
    assert framing.zoomed(1e-9, VIEW.center(), VIEW, VIEW).zoom == 1


def test_the_fits_come_in_turn_without_a_zoom():
    framing = Framing(zoom=3)
    fits = [(framing := framing.next_fit()).fit for _ in range(3)]
    assert fits == [Fit.FILL, Fit.ACTUAL, Fit.WHOLE]
    assert framing.zoom == 1
