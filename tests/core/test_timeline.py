"""The clip's clock: it begins with the first frame, and rests in pauses."""

from __future__ import annotations

from core.sinks.timeline import Timeline

S = 10**9


def test_pauses_are_left_out():
    timeline = Timeline()
    timeline.begin(10 * S)
    timeline.pause(12 * S)
    timeline.resume(15 * S)

    assert [timeline.clip_ns(time_s * S) for time_s in (9, 11, 13, 15, 17)] == [None, 1 * S, None, 2 * S, 4 * S]


def test_a_pause_that_was_over_before_the_first_frame_moves_nothing():
    timeline = Timeline()
    timeline.pause(5 * S)
    timeline.resume(8 * S)
    timeline.begin(10 * S)

    assert [timeline.clip_ns(time_s * S) for time_s in (10, 11)] == [0, 1 * S]


def test_a_first_frame_in_a_pause_waits_for_its_end():
    timeline = Timeline()
    timeline.pause(5 * S)
    timeline.begin(10 * S)
    timeline.resume(12 * S)

    assert [timeline.clip_ns(time_s * S) for time_s in (10, 12, 13)] == [None, 0, 1 * S]
