"""The quality ladder: settles at once, holds the rate, goes up with patience, and never flaps."""

from __future__ import annotations

import itertools

import pytest

from core.frame import Frame, RgbImage, published
from core.generators.base import WorkingSize
from core.pipeline.ladder import QualityLadder
from core.pipeline.quality import Quality
from support.fakes import InvertingGenerator, picture
from support.ladder_minutes import bursts, decisions

MS = 1_000_000


def alone(_now_s: float) -> float:
    return 1.0


def test_a_fast_machine_stays_at_the_largest_size() -> None:
    assert not list(decisions(600, 25.0, alone))


def test_a_slow_machine_settles_within_the_first_second_and_stays() -> None:
    (settled,) = decisions(600, 60.0, alone)

    assert settled.at_s < 1
    assert 60.0 * (settled.side / 640) ** 2 < 33.3


def test_a_machine_that_is_far_too_slow_takes_the_smallest_size_and_no_more() -> None:
    (settled,) = decisions(600, 400.0, alone)

    assert settled.side == 256


@pytest.mark.parametrize("toon_ms", [20.0, 30.0, 45.0, 60.0, 90.0])
def test_in_ten_minutes_of_a_load_that_comes_and_goes_changes_are_ten_seconds_apart_and_few(toon_ms: float) -> None:
    changes = list(decisions(600, toon_ms, bursts))

    assert all(later.at_s - earlier.at_s >= 10 for earlier, later in itertools.pairwise(changes))
    assert len(changes) <= 15, "the load comes thirty times"


def test_a_lasting_load_is_followed_down_and_up_again() -> None:
    changes = list(decisions(400, 30.0, lambda now_s: 2.0 if 60 <= now_s < 120 else 1.0))

    sides = [change.side for change in changes]
    assert 60 < changes[0].at_s < 63
    assert sides[0] <= 448
    assert sides[1:] == sorted(sides[1:])
    assert sides[-1] >= 512, "there is room again"


def test_one_size_is_no_choice() -> None:
    ladder = QualityLadder([100.0])

    assert not any(ladder.drawn(9.0, number / 10) for number in range(100))


class Resizable(InvertingGenerator):
    """Draws at three sizes; says at which it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.longer_side = 64
        self.asked: list[int] = []

    def working_sizes(self, width: int, height: int) -> list[WorkingSize]:
        return [WorkingSize(side, side * side) for side in (16, 32, 64)]

    def generate(self, image: RgbImage) -> RgbImage:
        self.asked.append(self.longer_side)
        return super().generate(image)


def camera(fps: float, count: int) -> list[Frame]:
    return [Frame(published(picture()), index, round(index * 1e9 / fps)) for index in range(count)]


def draw_all(quality: Quality, generator: Resizable, frames: list[Frame], elapsed_ms: float) -> list[int]:
    """The sizes at which those frames that are wanted were drawn."""
    for frame in frames:
        if quality.wants(frame):
            quality.prepare(generator, frame)
            generator.generate(frame.image)
            share = (generator.longer_side / 64) ** 2
            quality.drawn(elapsed_ms * share, frame.captured_ns)
    return generator.asked


def test_another_model_begins_at_the_size_of_the_one_before_and_settles_either_way() -> None:
    quality, slow, fast = Quality(), Resizable(), Resizable()
    first, second = camera(30, 90)[:60], camera(30, 90)[60:]
    draw_all(quality, slow, first, 60.0)

    asked = draw_all(quality, fast, second, 20.0)

    assert slow.asked[0] == 64, "nothing is known of the first one"
    assert asked[0] == slow.asked[-1] == 32
    assert asked[5:] == [64] * 25, "what is faster does not wait for ten seconds"


def test_the_size_follows_the_camera_s_own_rate() -> None:
    """60 ms a toon are too many for 30 pictures a second, and few enough for 15."""
    assert draw_all(Quality(), Resizable(), camera(30, 60), 60.0)[-1] == 32
    assert draw_all(Quality(), Resizable(), camera(15, 60), 60.0)[-1] == 64


def test_a_picture_that_stands_still_is_drawn_at_the_largest_size_and_teaches_nothing_about_the_camera() -> None:
    quality, generator = Quality(), Resizable()
    slow = camera(30, 60)
    photo = published(picture())
    still = [Frame(photo, index, slow[-1].captured_ns + index * 100 * MS, 1) for index in range(60, 90)]
    after = [Frame(frame.image, frame.index + 90, frame.captured_ns + 9_000 * MS, 2) for frame in camera(30, 3)]

    assert draw_all(quality, generator, slow, 60.0)[-1] == 32
    assert set(draw_all(quality, generator, still, 600.0)[-29:]) == {64}
    assert draw_all(quality, generator, after, 60.0)[-1] == 32


def test_of_a_fast_camera_only_the_wanted_frames_are_drawn() -> None:
    quality = Quality()
    quality.target_fps = 30.0

    assert 58 <= len(draw_all(quality, Resizable(), camera(60, 120), 1.0)) <= 62
    quality.target_fps = None
    assert len(draw_all(quality, Resizable(), camera(60, 120), 1.0)) >= 118


@pytest.mark.parametrize("fps", [29.0, 30.0, 31.0])
def test_a_camera_of_about_the_wanted_rate_loses_nothing(fps: float) -> None:
    quality = Quality()
    quality.target_fps = 30.0

    assert len(draw_all(quality, Resizable(), camera(fps, 300), 1.0)) == 300


def test_a_change_of_size_is_told_once_and_not_for_another_camera() -> None:
    quality, generator = Quality(), Resizable()
    first, second, third = camera(30, 3)
    quality.prepare(generator, first)
    quality.fixed_px = 16

    assert [quality.prepare(generator, frame) for frame in (second, third)] == [True, False]
    quality.fixed_px = 64
    assert not quality.prepare(generator, Frame(published(picture(32, 32)), 3, 100 * MS))


def test_a_chosen_size_is_kept_whatever_the_load() -> None:
    quality = Quality()
    quality.fixed_px = 60

    assert set(draw_all(quality, Resizable(), camera(30, 60), 200.0)) == {64}


def test_a_generator_without_a_choice_of_sizes_is_left_alone() -> None:
    quality, generator = Quality(), InvertingGenerator()
    for frame in camera(30, 60):
        quality.prepare(generator, frame)
        quality.drawn(500.0, frame.captured_ns)
