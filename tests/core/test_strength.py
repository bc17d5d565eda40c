"""Strength: nothing at 0, the toon at 1, and above it darker strokes and more of what was drawn, never noise."""

import cv2
import numpy as np
import pytest

from core.compositor import ComposeSettings, compose, finished_toon
from core.frame import Generated
from support.fakes import frame, picture

_SIZE = (90, 160, 3)


def _drawn() -> tuple[np.ndarray, np.ndarray]:
    """A grey picture with noise, and a lighter toon of it with a thin dark stroke."""
    noise = np.random.default_rng(1).normal(0, 6, _SIZE)
    original = np.clip(120 + noise, 0, 255).astype(np.uint8)
    toon = np.full(_SIZE, 150, np.uint8)
    cv2.line(toon, (20, 45), (140, 45), (90, 90, 90), 1)
    return original, toon


@pytest.mark.parametrize("working", [(160, 90), (80, 45)])
def test_at_nothing_it_is_the_original_exactly(working: tuple[int, int]):
    original, toon = _drawn()
    toon = np.ascontiguousarray(cv2.resize(toon, working), np.uint8)

    composed = compose(frame(image=original), Generated(toon, "model", 1.0), ComposeSettings(strength=0))

    assert np.array_equal(composed.image, original)
    assert np.array_equal(composed.toon.rgb.value, original)


def test_in_full_it_is_the_toon_as_drawn():
    original, toon = _drawn()

    assert np.array_equal(finished_toon(original, toon, 1.0), toon)


def test_in_between_it_is_in_between():
    original, toon = picture(16, 12, 100), picture(16, 12, 200)

    assert (finished_toon(original, toon, 0.25) == 125).all()


def test_above_full_strokes_are_darker_and_what_was_lightened_is_lighter_still():
    original, toon = _drawn()

    further = finished_toon(original, toon, 1.5)

    assert further[45, 80].mean() < 90
    assert further[20, 80].mean() > 150


def test_above_full_the_originals_noise_does_not_come_back():
    original, toon = _drawn()

    further = finished_toon(original, toon, 1.5)

    assert further[5:30, 5:155].std() < original[5:30, 5:155].std() / 3


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0, 1.5, 9.0, -1.0])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 5), (65, 47)])
def test_odd_and_tiny_images(width: int, height: int, strength: float):
    toon = finished_toon(picture(width, height), picture(32, 24, 200), strength)

    assert toon.shape == (height, width, 3)
    assert toon.dtype == np.uint8
