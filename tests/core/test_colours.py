"""Highlights of HDR video, and colour matrices that nobody converts; the other colours are in the table of files."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorTrc

from support.dolby_vision import dolby_vision
from support.real_files import film_of_codes, patches_seen, tagged
from support.seen import Seen, converted, seen


def test_highlights_are_compressed_and_not_cut_off(tmp_path: Path):
    """Greys of 0, 20, 203, 400, 700 and 1000 nit."""
    codes = [[code] * 3 for code in (0, 360, 594, 668, 729, 769)]
    path = film_of_codes(tmp_path / "in.mkv", codes, matrix=9, primaries=9, trc=ColorTrc.SMPTE2084)

    greys = patches_seen(converted(path)).mean(axis=1)

    assert greys[0] <= 2
    assert greys[1] == pytest.approx(89, abs=5), "20 of 203 nit, by sRGB"
    assert np.diff(greys[2:]).min() >= 2
    assert greys[2] > 230
    assert greys[5] >= 253


@seen
def test_dolby_vision_with_another_picture_is_shown_by_it(seen: Seen, tmp_path: Path):
    assert seen(dolby_vision(tmp_path / "compatible.hevc", has_base=True)).shape == (64, 96, 3)


@seen
@pytest.mark.parametrize("matrix", [3, 10, 12, 14, 17])
def test_matrices_that_nobody_converts_are_shown_all_the_same(seen: Seen, matrix: int, tmp_path: Path):
    frame = av.VideoFrame.from_ndarray(np.full((3, 64, 120), 128, np.uint8), format="yuv444p")

    assert np.abs(seen(tagged(tmp_path / "in.mkv", frame, matrix=matrix)).astype(int) - 130).max() <= 3
