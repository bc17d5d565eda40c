"""Smoother: still noise is calmed; movement, light, cuts and gaps come through at once."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from core.errors import GenerateFailed
from core.frame import RgbImage
from core.smoothing import Smoother
from support.fakes import InvertingGenerator

_FRAME_NS = 33_000_000


class Film:
    """A camera with sensor noise in front of a drawn scene, and a network that makes the most of the noise."""

    def __init__(self, sigma: float = 4.0) -> None:
        self.smoother = Smoother()
        self.time_ns = 0
        self._noise = np.random.default_rng(0)
        self._sigma = sigma

    def seen(self, scene: np.ndarray) -> RgbImage:
        noisy = scene + self._sigma * self._noise.standard_normal(scene.shape)
        return np.clip(noisy + 0.5, 0, 255).astype(np.uint8)

    def shoot(self, scene: np.ndarray) -> tuple[RgbImage, RgbImage]:
        """The source, and its steady toon."""
        self.time_ns += _FRAME_NS
        source = self.seen(scene)
        return source, steady(self.smoother, draw, source, time_ns=self.time_ns)


def steady(smoother: Smoother, generate: Callable[[RgbImage], RgbImage], image: RgbImage, time_ns: int = 0) -> RgbImage:
    return smoother.toon(generate(smoother.source(image, time_ns=time_ns)))


def draw(image: RgbImage) -> RgbImage:
    """Twice the contrast, so twice the noise."""
    return np.clip(2 * image.astype(np.int16) - 128, 0, 255).astype(np.uint8)


def scene(shift: int = 0, brightness: float = 1.0) -> np.ndarray:
    """(144, 256, 3): a textured wall with a head that is `shift` px further to the right."""
    rows, columns = np.mgrid[0:144, 0:256].astype(np.float32)
    wall = 120 + 20 * np.sin(columns / 9) + 15 * np.sin(rows / 7)
    head = np.hypot(columns - 110 - shift, (rows - 80) * 0.8) < 36
    eyes = np.hypot(np.abs(columns - 110 - shift) - 13, rows - 74) < 4
    return np.dstack([np.where(eyes, 70, np.where(head, 170, wall)) * brightness] * 3)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_flicker_on_a_still_scene_is_a_third_or_less():
    film = Film()
    shots = [film.shoot(scene()) for _ in range(9)]

    plain = difference(draw(shots[-1][0]), draw(shots[-2][0]))

    assert difference(shots[-1][1], shots[-2][1]) < plain / 3
    assert difference(shots[-1][1], draw(scene())) < 0.6 * difference(draw(shots[-1][0]), draw(scene()))


@pytest.mark.parametrize("speed", [2, 8, 20])
def test_a_moving_head_leaves_no_ghost(speed: int):
    film = Film()
    for _ in range(6):
        film.shoot(scene())
    for step in range(1, 4):
        source, toon = film.shoot(scene(step * speed))
        now, before = draw(scene(step * speed)).astype(float), draw(scene((step - 1) * speed)).astype(float)
        moved = np.abs(now - before) > 30
        ghost = ((toon - now) * (before - now))[moved].sum() / np.square(before - now)[moved].sum()
        assert abs(ghost) < 0.03
        assert difference(toon[moved], now[moved]) < 1.1 * difference(draw(source)[moved], now[moved])


def test_a_blink_is_seen_in_the_frame_it_happens_in():
    film = Film()
    for _ in range(8):
        film.shoot(scene())
    closed = scene()
    closed[70:79, 90:130] = 170

    _, toon = film.shoot(closed)

    changed = np.abs(closed - scene()) > 50
    assert difference(toon[changed], draw(closed)[changed]) < 12
    assert difference(toon[changed], draw(scene())[changed]) > 100


def test_light_is_followed():
    film = Film(sigma=2)
    for _ in range(8):
        film.shoot(scene())
    _, toon = film.shoot(scene(brightness=1.15))
    assert difference(toon.mean(), draw(scene(brightness=1.15)).mean()) < 1
    for step in range(1, 16):
        _, toon = film.shoot(scene(brightness=1.15 - 0.01 * step))
    behind = draw(scene(brightness=1.03)).mean() - draw(scene(brightness=1.0)).mean()  # three frames
    assert difference(toon.mean(), draw(scene(brightness=1.0)).mean()) < behind


def test_drift_slower_than_the_noise_does_not_smear():
    film = Film()
    for step in range(40):
        film.shoot(scene(step // 4))
    source, toon = film.shoot(scene(10))
    edges = cv2.dilate(cv2.Canny(scene(10).astype(np.uint8), 80, 160), np.ones((3, 3))) > 0
    assert difference(toon[edges], draw(scene(10))[edges]) < 1.1 * difference(
        draw(source)[edges], draw(scene(10))[edges]
    )


def _is_fresh(film: Film, picture: np.ndarray) -> bool:
    source, toon = film.shoot(picture)
    return bool((toon == draw(source)).all())


def test_it_starts_afresh_with_another_size_or_scene_and_after_a_gap():
    film = Film()
    film.shoot(scene())
    assert not _is_fresh(film, scene())
    assert _is_fresh(film, scene()[:100])
    film.time_ns += 500_000_000
    assert _is_fresh(film, scene()[:100])
    film.time_ns -= 10 * _FRAME_NS  # another clock
    assert _is_fresh(film, scene()[:100])
    assert not _is_fresh(film, scene()[:100])
    assert _is_fresh(film, 255 - scene()[:100])


def test_the_network_sees_the_picture_at_its_working_size_and_the_source_is_left_alone():
    sizes = []

    def halving(image: RgbImage) -> RgbImage:
        sizes.append(image.shape[:2])
        return cv2.resize(image, (128, 72), interpolation=cv2.INTER_AREA).astype(np.uint8)

    smoother, film = Smoother(), Film()
    source = film.seen(scene())
    source.flags.writeable = False
    toons = [steady(smoother, halving, source) for _ in range(3)]

    assert sizes == [(144, 256), (72, 128), (72, 128)]
    assert all(difference(toon, toons[0]) < 0.6 for toon in toons)


@pytest.mark.parametrize("side", [1, 2, 5])
def test_tiny_pictures(side: int):
    smoother = Smoother()
    image = np.full((side, side, 3), 90, np.uint8)

    assert (steady(smoother, draw, image) == 52).all()
    assert (steady(smoother, draw, image) == 52).all()


def test_after_a_failure_it_goes_on():
    smoother, film = Smoother(), Film()
    failing = InvertingGenerator(failing_calls=(1, 3), error=GenerateFailed("NaN"))
    for call in range(1, 6):
        source = film.seen(scene())
        if call in {1, 3}:
            with pytest.raises(GenerateFailed):
                steady(smoother, failing.generate, source)
        else:
            toon = steady(smoother, failing.generate, source)
            assert difference(toon, 255 - scene()) < 4


def test_a_network_that_changes_its_size_is_shown_as_it_draws():
    smoother, sizes = Smoother(), iter((64, 32, 48, 48))

    def restless(image: RgbImage) -> RgbImage:
        side = next(sizes)
        return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)

    image = Film().seen(scene())
    toons = [steady(smoother, restless, image) for _ in range(4)]

    assert [toon.shape[0] for toon in toons] == [64, 32, 48, 48]
