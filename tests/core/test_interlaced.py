"""Interlaced video is shown without combs, live and converted; whole frames stay as they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.codec.context import Flags

from core.frame import Layout
from core.media.deinterlace import Deinterlacer
from support.conversion import run
from support.seen import Seen, seen

ROWS, COLUMNS, STEP = 96, 160, 12


def bar(place: int) -> np.ndarray:
    image = np.full((ROWS, COLUMNS, 3), 40, np.uint8)
    image[:, place : place + 30] = 220
    return image


def camcorder(path: Path, *, interlaced: bool, count: int = 12) -> Path:
    """A bar that moves; each frame holds it at two places, one on the even rows, the other on the odd ones."""
    with av.open(str(path), "w") as container:
        options = {"x264-params": "tff=1"} if interlaced else {}
        stream = container.add_stream("libx264", rate=25, options={"crf": "10", "bf": "0", **options})
        stream.width, stream.height, stream.pix_fmt = COLUMNS, ROWS, "yuv420p"
        if interlaced:
            stream.codec_context.flags |= Flags.interlaced_dct
        for number in range(count):
            image = bar(4 + STEP * number % 100)
            if interlaced:
                image[1::2] = bar(4 + STEP * number % 100 + STEP // 2)[1::2]
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def combs(image: np.ndarray) -> float:
    """How much rows differ from those beside them, against those two away."""
    rows = image[..., 0].astype(float)
    return float(np.abs(rows[1:-1] - (rows[:-2] + rows[2:]) / 2).mean())


@seen
@pytest.mark.parametrize("name", ["in.mp4", "in.ts", "in.mkv"])
def test_combs_are_gone(seen: Seen, name: str, tmp_path: Path):
    path = camcorder(tmp_path / name, interlaced=True)
    with av.open(str(path)) as clip:
        stored = next(clip.decode(video=0))
        assert stored.interlaced_frame
        before = combs(stored.to_ndarray(format="rgb24"))

    assert combs(seen(path)) < before / 4


def test_every_frame_is_there_at_its_time_and_without_combs(tmp_path: Path):
    path = camcorder(tmp_path / "in.mp4", interlaced=True)

    assert run(path, tmp_path / "out.mp4", layout=Layout.ORIGINAL).frames == 12

    with av.open(str(tmp_path / "out.mp4")) as clip:
        shown = list(clip.decode(video=0))
    assert [frame.time for frame in shown] == pytest.approx([number / 25 for number in range(12)], abs=0.001)
    assert max(combs(frame.to_ndarray(format="rgb24")) for frame in shown) < 6
    places = [int(np.argmax(frame.to_ndarray(format="gray").mean(axis=0) > 130)) for frame in shown]
    assert np.abs(np.diff(places)[:6] - STEP).max() <= 3


def test_whole_frames_are_not_touched_and_those_behind_another_size_come_in_order():
    deinterlacer = Deinterlacer()
    frames = [av.VideoFrame(64, 48, "yuv420p") for _ in range(3)]

    assert [frame for given in frames for frame in deinterlacer.put(given)] == frames
    assert list(deinterlacer.finish()) == []
