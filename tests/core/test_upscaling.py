"""upscale(): size, range and what becomes of edges."""

import cv2
import numpy as np
import pytest

from core.upscaling import upscale
from support.fakes import picture


def _edge(angle: float) -> np.ndarray:
    """A dark shape on a light ground, (54, 96, 3), its border at an angle."""
    rows, columns = np.mgrid[0:540, 0:960]
    dark = (columns - 480) * np.cos(angle) + (rows - 270) * np.sin(angle) < 0
    large = np.where(dark, 40, 220).astype(np.uint8)
    return cv2.cvtColor(cv2.resize(large, (96, 54), interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2RGB)


def _steepest(image: np.ndarray) -> int:
    return int(np.abs(np.diff(image[..., 0].astype(int), axis=1)).max())


@pytest.mark.parametrize(("width", "height"), [(64, 48), (65, 49), (160, 48), (640, 480)])
def test_every_larger_size_is_met(width: int, height: int):
    image = upscale(picture(64, 48, 77), width, height)

    assert image.shape == (height, width, 3)
    assert image.dtype == np.uint8
    assert (image == 77).all()


def test_one_pixel_fills_the_picture():
    assert (upscale(picture(1, 1, 9), 5, 3) == 9).all()


@pytest.mark.parametrize("angle", [0.0, 0.3, 1.0])
def test_edges_are_steeper_than_cubic_and_without_halos(angle: float):
    toon = _edge(angle)
    cubic = cv2.resize(toon, (240, 135), interpolation=cv2.INTER_CUBIC)

    image = upscale(toon, 240, 135)

    assert _steepest(image) > 1.3 * _steepest(cubic)
    assert image.min() >= cubic.min()
    assert image.max() <= cubic.max()


def test_colours_stay_where_they_are():
    toon = np.zeros((36, 64, 3), np.uint8)
    toon[:, :32] = 200, 40, 30
    toon[:, 32:] = 20, 60, 180

    image = upscale(toon, 160, 90)

    assert np.abs(image[:, :70].astype(int) - (200, 40, 30)).max() <= 2
    assert np.abs(image[:, 90:].astype(int) - (20, 60, 180)).max() <= 2


def test_a_strided_view_is_taken_as_a_padded_network_returns_it():
    padded = np.tile(_edge(0.3), (2, 2, 1))

    assert (upscale(padded[:54, :96], 240, 135) == upscale(_edge(0.3), 240, 135)).all()
