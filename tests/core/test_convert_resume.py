"""A conversion that ends early leaves a part that plays; the next one goes on from it, and nothing stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from core.compositor import ComposeSettings
from core.convert.part import VideoPart, find_earlier
from core.convert.video import ConvertedVideo, VideoOptions, convert_video
from core.frame import Layout, RgbImage
from support.video_files import Content, level, read_video, steady, write_video

_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}]
from core.compositor import ComposeSettings
from core.convert.part import find_earlier
from core.convert.video import VideoOptions, convert_video

def end(count, total):
    if count == 300:
        os.kill(os.getpid(), signal.SIGKILL)

source, target = Path({source!r}), Path({target!r})
earlier = find_earlier(source, target, "inverter", ComposeSettings())
options = VideoOptions(earlier=earlier)
convert_video(source, target, lambda image: 255 - image, progress=end, cancelled=bool, options=options)
"""


class Inverting:
    """A painter that counts; Ctrl-C comes for the second time while it is at a certain call."""

    def __init__(self, stopped_at: int | None = None) -> None:
        self.calls = 0
        self._stopped_at = stopped_at

    def __call__(self, image: RgbImage) -> RgbImage:
        self.calls += 1
        if self.calls == self._stopped_at:
            raise KeyboardInterrupt
        return 255 - image


def converted(source: Path, target: Path, paint: Inverting, *, stop_after: int | None = None) -> ConvertedVideo:
    done: list[int] = []
    return convert_video(
        source,
        target,
        paint,
        progress=lambda count, _: done.append(count),
        cancelled=lambda: stop_after is not None and len(done) >= stop_after,
        options=VideoOptions(earlier=earlier_of(source, target)),
    )


def earlier_of(source: Path, target: Path, *, layout: Layout = Layout.TOON):
    return find_earlier(source, target, "inverter", ComposeSettings(layout))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_inverted(content: Content, count: int) -> bool:
    return content.levels == pytest.approx([255 - level(number) for number in range(count)], abs=5)


@pytest.mark.parametrize("name", ["in.mp4", "in.ts", "in.mkv"])
def test_a_stopped_conversion_is_gone_on_with(name: str, tmp_path: Path):
    source, target = write_video(tmp_path / name, steady(100), sound="aac", sound_ms=4000), tmp_path / "out.mp4"

    stopped = converted(source, target, Inverting(), stop_after=60)
    assert (stopped.complete, stopped.path) == (False, tmp_path / "out.partial.mp4")
    assert len(read_video(tmp_path / "out.partial.mp4").levels) == 60
    paint = Inverting()
    made = converted(source, target, paint)

    assert (made.complete, made.frames, paint.calls) == (True, 100, pytest.approx(43, abs=3))
    content = read_video(target)
    assert is_inverted(content, 100)
    assert content.times_s == pytest.approx([number / 25 for number in range(100)], abs=0.09)
    assert content.sound_s == pytest.approx(4, abs=0.1)
    assert names(tmp_path) == sorted([name, "out.mp4"])


@pytest.mark.parametrize(("calls", "plays"), [(2, False), (150, True)])
def test_a_conversion_stopped_at_once_leaves_a_part_that_plays_or_nothing(calls: int, plays: bool, tmp_path: Path):
    source = write_video(tmp_path / "in.mp4", steady(200), sound="aac", sound_ms=8000)
    paint = Inverting(stopped_at=calls)

    with pytest.raises(KeyboardInterrupt):
        converted(source, tmp_path / "out.mp4", paint)

    assert names(tmp_path) == ["in.mp4", *(["out.partial.mp4"] if plays else [])]
    if plays:
        first = read_video(tmp_path / "out.partial.mp4").levels[:100]  # behind them B-frames may be missing
        assert first == pytest.approx([255 - level(number) for number in range(100)], abs=5)


def test_a_part_of_another_video_or_another_drawing_is_left_alone(tmp_path: Path):
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    converted(source, target, Inverting(), stop_after=40)
    other = write_video(tmp_path / "other.mp4", steady(30))

    assert earlier_of(source, target).progressed is not None
    assert earlier_of(other, target).progressed is None
    assert earlier_of(source, target, layout=Layout.SIDE_BY_SIDE).progressed is None
    converted(other, target, Inverting())

    assert "out.partial.mp4" in names(tmp_path)


def test_what_another_program_writes_at_the_moment_is_neither_taken_nor_deleted(tmp_path: Path):
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    converted(source, target, Inverting(), stop_after=40)
    path = (tmp_path / "out.partial.mp4").rename(tmp_path / "kept.mp4")
    part = VideoPart(target)
    part.path.write_bytes(path.read_bytes())

    assert earlier_of(source, target).progressed is None
    converted(source, target, Inverting())
    assert part.path.exists()
    part.close()

    assert earlier_of(source, target).progressed is not None


@pytest.mark.parametrize("kept_bytes", [0.3, 0.6, 0.9])
def test_a_part_that_ends_anywhere_is_gone_on_with_as_far_as_it_goes(kept_bytes: float, tmp_path: Path):
    source, target = write_video(tmp_path / "in.mp4", steady(320)), tmp_path / "out.mp4"
    script = _KILLED.format(root=str(Path(__file__).parents[2]), source=str(source), target=str(target))
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    part = tmp_path / "out.partial.mp4"
    content = part.read_bytes()
    part.write_bytes(content[: int(len(content) * kept_bytes)] + os.urandom(3000))

    assert converted(source, target, Inverting()).frames == 320

    assert is_inverted(read_video(target), 320)


def test_the_finished_file_begins_with_its_index_and_names_no_source(tmp_path: Path):
    source, target = write_video(tmp_path / "in.mp4", steady(20), sound="aac"), tmp_path / "out.mp4"

    converted(source, target, Inverting())

    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert earlier_of(source, target).mark.encode() not in content
    with av.open(str(target)) as clip:
        assert len(list(clip.decode(video=0))) == 20


@pytest.mark.parametrize("frames", [125, 126, 127, 128])
def test_the_last_frames_are_there_wherever_the_last_key_frame_is(frames: int, tmp_path: Path):
    """There is one every 5 s; FFmpeg forgets how long frames last behind fragments that end elsewhere."""
    source, target = write_video(tmp_path / "in.mp4", steady(frames)), tmp_path / "out.mp4"

    converted(source, target, Inverting())

    content = read_video(target)
    assert is_inverted(content, frames)
    assert content.duration_s == pytest.approx(frames / 25, abs=0.01)
