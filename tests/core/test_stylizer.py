"""Stylizer: plain toons are the generator's own, steady ones flicker less, and each model starts afresh."""

import numpy as np
import pytest

from core.errors import GenerateFailed
from core.frame import RgbImage
from core.stylizer import Stylizer
from support.fakes import InvertingGenerator

FRAME_NS = 33_000_000


def noisy(count: int) -> list[RgbImage]:
    """Frames of a still, grey wall, as a camera sees it."""
    noise = np.random.default_rng(0)
    return [(128 + 4 * noise.standard_normal((72, 96, 3))).astype(np.uint8) for _ in range(count)]


def flicker(toons: list[RgbImage]) -> float:
    return float(np.abs(toons[-1].astype(int) - toons[-2]).mean())


def test_plain_toons_are_the_generators_own():
    stylizer = Stylizer(InvertingGenerator())

    for frame in noisy(3):
        assert (stylizer.toon(frame) == 255 - frame).all()


def test_steady_toons_flicker_less():
    frames = noisy(9)
    plain, steady = Stylizer(InvertingGenerator()), Stylizer(InvertingGenerator())

    of_plain = flicker([plain.toon(frame) for frame in frames])
    of_steady = flicker([steady.toon(frame, steady=True, time_ns=n * FRAME_NS) for n, frame in enumerate(frames)])

    assert of_steady < of_plain / 3


def test_a_failing_generator_is_heard_and_the_next_picture_drawn():
    stylizer = Stylizer(InvertingGenerator(failing_calls=(2,), error=GenerateFailed("NaN")))
    first, second, third = noisy(3)
    stylizer.toon(first, steady=True)

    with pytest.raises(GenerateFailed):
        stylizer.toon(second, steady=True)

    assert np.abs(stylizer.toon(third, steady=True).astype(int) - (255 - third.astype(int))).mean() < 8
