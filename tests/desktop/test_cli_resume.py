"""`toonclip convert` after a run that was ended early: it says what there is, and goes on where it is asked to."""

from pathlib import Path

from core.compositor import ComposeSettings
from core.convert.part import find_earlier
from core.convert.video import VideoOptions, convert_video
from support.command import Captured, Toonclip
from support.video_files import read_video, steady, write_video


def stopped(source: Path, target: Path, *, after: int) -> None:
    done: list[int] = []
    convert_video(
        source,
        target,
        lambda image: 255 - image,
        progress=lambda count, _: done.append(count),
        cancelled=lambda: len(done) >= after,
        options=VideoOptions(earlier=find_earlier(source, target, "tiny-inverter", ComposeSettings())),
    )


def test_a_part_of_an_earlier_run_is_offered(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    stopped(source, target, after=50)

    assert toonclip("convert", str(source), str(target)) == 0

    told = capsys.readouterr().err
    assert "out.partial.mp4 holds the first 1.9 s of this video" in told
    assert "--resume" in told
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".mp4") == ["in.mp4", "out.mp4"]


def test_it_is_gone_on_with(toonclip: Toonclip, tmp_path: Path, capsys: Captured) -> None:
    source, target = write_video(tmp_path / "in.mp4", steady(60)), tmp_path / "out.mp4"
    stopped(source, target, after=50)

    assert toonclip("convert", str(source), str(target), "--resume") == 0

    assert "holds the first" not in capsys.readouterr().err
    assert len(read_video(target).levels) == 60
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".mp4") == ["in.mp4", "out.mp4"]
