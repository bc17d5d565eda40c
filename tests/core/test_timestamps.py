"""FrameTimes: PTS where they can be trusted, DTS where not, and even steps where there are neither."""

from __future__ import annotations

from fractions import Fraction

import av
import pytest

from core.media.timestamps import FrameTimes

GAP_S = 0.04


def frames(pts: list[int | None], dts: list[int | None] | None = None, *, duration: int = 0) -> list[av.VideoFrame]:
    """Frames with timestamps in ms."""
    made = []
    for place, stamp in enumerate(pts):
        frame = av.VideoFrame(16, 16, "gray")
        frame.time_base, frame.duration = Fraction(1, 1000), duration
        frame.pts, frame.dts = stamp, dts[place] if dts is not None else None
        made.append(frame)
    return made


def times_s(made: list[av.VideoFrame], *, start_s: float = 0.0) -> list[float]:
    times = FrameTimes(start_s=start_s, gap_s=GAP_S)
    return [times.next_s(frame)[0] for frame in made]


def test_pts_are_followed_however_uneven():
    assert times_s(frames([0, 10, 500, 510, 2000])) == [0, 0.01, 0.5, 0.51, 2.0]


def test_a_pts_that_runs_back_once_is_still_a_pts():
    assert times_s(frames([0, 40, 20, 120, 160], [0, 40, 40, 120, 160])) == [0, 0.04, 0.02, 0.12, 0.16]


def test_pts_that_keep_running_back_give_way_to_dts():
    made = frames([0, 120, 40, 80, 240, 160, 200], [0, 40, 80, 120, 160, 200, 240])

    assert times_s(made)[2:] == [0.08, 0.12, 0.16, 0.2, 0.24]


def test_dts_that_run_back_more_often_are_not_trusted():
    assert times_s(frames([0, 40, 30, 120, 160], [0, 0, 0, 0, 0]))[-1] == 0.16


def test_without_a_pts_the_dts_counts_and_without_both_the_last_duration():
    assert times_s(frames([None, None, None], [100, 140, 200])) == [0.1, 0.14, 0.2]
    assert times_s(frames([None, None, None]), start_s=3.0) == pytest.approx([3.0, 3.04, 3.08])
    assert times_s(frames([None, None, None], duration=100)) == pytest.approx([0, 0.1, 0.2])


def test_the_duration_is_the_frame_s_or_the_usual_gap():
    times = FrameTimes(start_s=0, gap_s=GAP_S)
    long, unknown = frames([0], duration=90)[0], frames([90])[0]

    assert times.next_s(long) == (0, pytest.approx(0.09))
    assert times.next_s(unknown) == (0.09, GAP_S)


def test_the_decoder_s_last_frames_have_no_dts():
    assert times_s(frames([0, 40, 80], [0, 40, None])) == [0, 0.04, 0.08]
