"""The filters that the classical styles are made of, on pictures whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from training.styles.flow import Flow, across, smooth_along, tangent_flow
from training.styles.lines import Pen, outlines
from training.styles.smoothing import flattened, kuwahara
from training.styles.tone import evened, painted, rise, stepped, to_bytes, to_lab, to_rgb

SIDE_PX = 64
MIDDLE = slice(16, 48)
COLUMNS = np.tile(np.arange(SIDE_PX, dtype=np.float32), (SIDE_PX, 1))
PEN = Pen(width_px=1.0, length_px=4.0, threshold=0.02, softness=0.02)


def edge() -> np.ndarray:
    """Dark on the left, light on the right."""
    return (COLUMNS >= SIDE_PX / 2).astype(np.float32)


def straight(right: float, down: float) -> Flow:
    length = np.hypot(right, down)
    shape = (SIDE_PX, SIDE_PX)
    return Flow(np.full(shape, right / length, np.float32), np.full(shape, down / length, np.float32))


def noisy(seed: int = 1) -> np.ndarray:
    """Lab of two flat halves with noise."""
    noise = np.random.default_rng(seed).normal(0, 2, (SIDE_PX, SIDE_PX, 3))
    return (np.dstack([20 + 60 * edge(), 0 * COLUMNS, 0 * COLUMNS]) + noise).astype(np.float32)


@pytest.mark.parametrize("degrees", [0, 30, 90, 135])
def test_the_flow_goes_along_the_edges(degrees: int):
    along = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    wave = np.sin(0.4 * (COLUMNS.T * along[0] - COLUMNS * along[1])).astype(np.float32)

    flow = tangent_flow(wave, sigma_px=3)

    np.testing.assert_allclose(np.hypot(flow.right, flow.down), 1, atol=1e-5)
    agreement = np.abs(flow.right * along[0] + flow.down * along[1])
    assert agreement[MIDDLE, MIDDLE].min() > 0.99


def test_smoothing_goes_along_the_flow_and_not_across_it():
    dot = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    dot[32, 32] = 1

    drawn = smooth_along(straight(0, 1), dot, sigma_px=3)

    assert drawn.sum() == pytest.approx(1, rel=1e-4)
    assert drawn[:, 32].sum() == pytest.approx(1, rel=1e-4), "nothing beside the line"
    np.testing.assert_allclose(drawn[32 - 7 : 32, 32], drawn[39:32:-1, 32], atol=1e-6)
    assert drawn[32 + 3, 32] / drawn[32, 32] == pytest.approx(np.exp(-0.5), rel=1e-3)


def test_a_flow_whose_vectors_point_to_and_fro_is_followed_all_the_same():
    """A direction along an edge has no sign."""
    there = straight(1, 0)
    signs = np.where(np.indices(there.right.shape).sum(0) % 2, 1, -1).astype(np.float32)
    picture = np.random.default_rng(2).random((SIDE_PX, SIDE_PX), dtype=np.float32)

    one_way = smooth_along(there, picture, sigma_px=2)
    to_and_fro = smooth_along(Flow(signs * there.right, signs * there.down), picture, sigma_px=2)

    np.testing.assert_allclose(to_and_fro, one_way, atol=1e-5)


def test_across_looks_to_the_side_of_the_flow():
    down = straight(0, 1)
    np.testing.assert_allclose(across(down, COLUMNS, 2.5)[:, 8:-8], COLUMNS[:, 8:-8] - 2.5, atol=1e-4)
    np.testing.assert_array_equal(across(down, COLUMNS, 0), COLUMNS)


def test_an_outline_is_drawn_where_light_meets_dark_and_nowhere_else():
    picture = edge()

    ink = outlines(picture, tangent_flow(picture, sigma_px=2), PEN)

    assert ink.min() == 0
    assert ink[:, 29:35].max(axis=1).min() > 0.9
    assert ink[:, :24].max() == ink[:, 40:].max() == 0


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_an_area_without_edges_has_no_outlines(value: float):
    flat = np.full((SIDE_PX, SIDE_PX), value, np.float32)
    assert not outlines(flat, tangent_flow(flat, sigma_px=2), PEN).any()


def test_a_heavier_pen_and_a_lower_threshold_draw_more():
    picture = edge()
    flow = tangent_flow(picture, sigma_px=2)

    def ink(**changes: float) -> float:
        return float(outlines(picture, flow, Pen(**{**vars(PEN), **changes})).sum())

    assert ink(width_px=2.0) > ink() > ink(threshold=0.08)


def test_lab_comes_back_as_the_colour_it_was():
    colours = np.random.default_rng(4).integers(0, 256, (16, 16, 3), dtype=np.uint8)

    assert np.abs(to_bytes(to_rgb(to_lab(colours))).astype(int) - colours).max() <= 1
    assert to_lab(np.full((2, 2, 3), 255, np.uint8))[..., 0] == pytest.approx(100, abs=0.1)


def test_half_of_what_a_room_is_too_dark_is_taken_away():
    dim, bright = (evened(np.full((SIDE_PX, SIDE_PX), value, np.float32)) for value in (0.2, 0.8))
    assert dim == pytest.approx(0.4, abs=1e-4)
    assert bright == pytest.approx(0.7, abs=1e-4)


def test_a_rise_goes_from_nothing_to_full_either_way():
    shares = np.array([0.0, 0.2, 0.4, 0.6, 1.0], np.float32)
    np.testing.assert_allclose(rise(shares, 0.2, 0.6), [0, 0, 0.5, 1, 1], atol=1e-6)
    np.testing.assert_allclose(rise(shares, 0.6, 0.2), [1, 1, 0.5, 0, 0], atol=1e-6)


def test_steps_are_flat_at_their_levels_and_soft_between_them():
    ramp = np.linspace(0, 1, 401, dtype=np.float32)

    levels = stepped(ramp, steps=4, sharpness=8)

    assert levels[0] == pytest.approx(0, abs=1e-3)
    assert levels[-1] == pytest.approx(1, abs=1e-3)
    assert (np.diff(levels) >= -1e-6).all()
    assert np.abs(np.diff(levels)).max() < 0.03, "no hard step, which would flicker"
    level = [float(levels[round(400 * (share + 0.125))]) for share in (0, 0.25, 0.5, 0.75)]
    np.testing.assert_allclose(level, [0.125, 0.375, 0.625, 0.875], atol=1e-3)


def test_paint_covers_as_much_as_its_coverage():
    ground = np.zeros((1, 3, 3), np.float32)
    covered = painted(ground, np.array([[0, 0.5, 1]], np.float32), (255, 102, 0))
    np.testing.assert_allclose(covered[0], [[0, 0, 0], [0.5, 0.2, 0], [1, 0.4, 0]], atol=1e-6)


def test_bytes_are_rounded_and_clipped():
    assert to_bytes(np.array([[[-1, 0.5, 2]]], np.float32)).tolist() == [[[0, 128, 255]]]


def test_flattening_takes_noise_away_and_keeps_edges():
    before = noisy()

    after = flattened(before, sigma_px=3, contrast=10, times=3)

    for half in (np.s_[:, 4:28, 0], np.s_[:, 36:60, 0]):
        assert after[half].std() < 0.5 * before[half].std()
    assert after[:, 36, 0].mean() - after[:, 27, 0].mean() == pytest.approx(60, abs=2)


def test_dabs_take_noise_away_and_keep_edges_sharp():
    before = noisy()

    after = kuwahara(before, radius_px=4)

    assert after[:, 8:24, 0].std() < 0.5 * before[:, 8:24, 0].std()
    assert after[:, 35, 0].mean() - after[:, 28, 0].mean() > 55, "a plain blur of this width leaves a slope"


def test_a_flat_area_stays_as_it_is():
    flat = np.full((SIDE_PX, SIDE_PX, 3), (50, 10, -20), np.float32)
    np.testing.assert_allclose(kuwahara(flat, radius_px=4), flat, atol=1e-3)
    np.testing.assert_allclose(flattened(flat, sigma_px=2, contrast=10, times=2), flat, atol=1e-3)
