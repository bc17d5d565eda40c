"""Stylizer: plain toons are the generator's own, steady ones flicker less, and each model starts afresh."""

import itertools

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


class TwoSizes(InvertingGenerator):
    """Draws brighter at the larger size, as lines get thinner."""

    large = True

    def generate(self, image: RgbImage) -> RgbImage:
        side, light = (96, 40) if self.large else (48, 0)
        return np.full((side * 3 // 4, side, 3), 100 + light, np.uint8)


@pytest.mark.parametrize("steady", [False, True])
def test_another_size_fades_in_and_is_drawn_at_once(steady: bool):
    generator = TwoSizes()
    stylizer = Stylizer(generator)
    frames = noisy(14)
    toons: list[RgbImage] = []
    for number, frame in enumerate(frames):
        if number == 6:
            generator.large = False
            stylizer.resized()
        toons.append(stylizer.toon(frame, steady=steady, time_ns=number * FRAME_NS))

    light = [float(toon.mean()) for toon in toons]
    assert [toon.shape[1] for toon in toons] == [96] * 6 + [48] * 8
    assert light[6:12] == sorted(light[6:12], reverse=True)
    assert max(earlier - later for earlier, later in itertools.pairwise(light)) < 10, "of 40 in one step"
    assert light[-1] == pytest.approx(100, abs=1)


def test_a_size_that_changes_before_the_first_toon_fades_from_nothing():
    stylizer = Stylizer(InvertingGenerator())
    stylizer.resized()
    (frame,) = noisy(1)

    assert (stylizer.toon(frame) == 255 - frame).all()
