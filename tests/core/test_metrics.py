"""RateMeter, StageTimer and percentile against plain arithmetic."""

import pytest

from core.metrics import RateMeter, StageTimer, percentile


def test_rate_of_steady_ticks():
    meter = RateMeter()
    for tick in range(31):
        meter.tick(tick * 100_000_000)

    assert meter.rate(3_000_000_000) == pytest.approx(10)


def test_rate_falls_to_zero_when_ticks_stop():
    meter = RateMeter(window_s=1)
    meter.tick(0)
    meter.tick(10_000_000)

    assert meter.rate(20_000_000) == pytest.approx(100)
    assert meter.rate(5_000_000_000) == 0


def test_stage_timer_is_of_the_last_two_seconds():
    timer = StageTimer()
    assert timer.median_ms(0) == 0
    for second in range(10):
        timer.add(10, second * 1_000_000_000)
    timer.add(900, 10_000_000_000)
    timer.add(900, 11_000_000_000)

    assert timer.median_ms(11_000_000_000) == 900
    assert timer.median_ms(14_000_000_000) == 0


def test_a_stage_slower_than_the_window_still_has_its_newest_duration():
    timer = StageTimer()
    timer.add(4000, 0)

    assert timer.median_ms(5_000_000_000) == 4000
    assert timer.median_ms(9_000_000_000) == 0


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (95, 95), (100, 100), (0, 1)])
def test_percentile_is_nearest_rank(percent: float, expected: float):
    assert percentile(list(range(1, 101)), percent) == expected


def test_percentile_of_nothing():
    assert percentile([], 50) == 0
