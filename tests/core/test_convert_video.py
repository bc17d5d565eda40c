"""Videos: every frame, its time and the sound arrive; damage and stops leave nothing half-made."""

import errno
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from core.convert import part, video_writer
from core.errors import GenerateFailed, NoSpace, SourceError, SourceFormatRefused
from core.frame import Layout, RgbImage
from support.conversion import run
from support.fakes import InvertingGenerator
from support.video_files import level, read_video, steady, write_video


def test_every_frame_arrives_inverted_and_in_order(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(12))
    target = tmp_path / "out.mp4"

    summary = run(source, target)

    content = read_video(target)
    assert summary.frames == len(content.levels) == 12
    assert content.levels == pytest.approx([255 - level(number) for number in range(12)], abs=4)
    assert content.times_s == pytest.approx(read_video(source).times_s, abs=0.001)
    assert summary.duration_s == pytest.approx(0.48, abs=0.002)
    assert (summary.cancelled, summary.warnings) == (False, ())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]


def test_uneven_timing_is_kept(tmp_path: Path) -> None:
    times_ms = [0, 40, 200, 210, 1000, 1500, 1510]
    source = write_video(tmp_path / "in.mkv", times_ms)

    run(source, tmp_path / "out.mp4")

    assert read_video(tmp_path / "out.mp4").times_s == pytest.approx([time / 1000 for time in times_ms], abs=0.001)


def test_h264_in_avi_runs_evenly_though_the_file_is_wrong_about_its_times(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "in.avi"), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"x264-params": "bframes=3:b-adapt=0:scenecut=0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(25):
            image = np.full((48, 64, 3), 40 + number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())

    run(tmp_path / "in.avi", tmp_path / "out.mp4")

    times_s = read_video(tmp_path / "out.mp4").times_s
    assert len(times_s) == 25
    assert np.diff(times_s)[3:] == pytest.approx(0.04, abs=0.001)


@pytest.mark.parametrize(("size", "expected"), [((63, 47), (64, 48)), ((1, 1), (2, 2))])
def test_odd_sizes_gain_a_column_and_a_row(tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]) -> None:
    source = write_video(tmp_path / "in.mkv", steady(3), size=size, codec="ffv1")

    assert run(source, tmp_path / "out.mp4").frames == 3

    content = read_video(tmp_path / "out.mp4")
    assert (content.width, content.height) == expected


def test_a_clip_that_changes_its_size_keeps_its_shapes(tmp_path: Path) -> None:
    wide = write_video(tmp_path / "wide.ts", steady(5), size=(96, 48))
    tall = write_video(tmp_path / "tall.ts", [200 + time_ms for time_ms in steady(5)], size=(48, 96))
    source = tmp_path / "in.ts"
    source.write_bytes(wide.read_bytes() + tall.read_bytes())

    assert run(source, tmp_path / "out.mp4").frames == 10

    content = read_video(tmp_path / "out.mp4")
    assert (content.width, content.height) == (96, 48)
    assert content.levels[0] > 200
    assert content.levels[-1] < 100, "black beside the tall picture"


def test_every_picture_is_painted_once(tmp_path: Path) -> None:
    generator = InvertingGenerator()

    run(write_video(tmp_path / "in.mp4", steady(3)), tmp_path / "out.mp4", generator=generator)

    assert generator.calls == 3


def test_side_by_side_is_twice_as_wide(tmp_path: Path) -> None:
    run(write_video(tmp_path / "in.mp4", steady(2)), tmp_path / "out.mp4", layout=Layout.SIDE_BY_SIDE)

    assert read_video(tmp_path / "out.mp4").width == 128


def test_names_in_any_script_and_folders_as_targets(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(2)).rename(tmp_path / "Ünïcødé 漫画 .mp4")
    folder = tmp_path / "漫画"
    folder.mkdir()

    assert run(source, folder).output == folder / source.name


def test_a_truncated_clip_is_converted_as_far_as_it_goes(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(50))
    source.write_bytes(source.read_bytes()[:-700])

    summary = run(source, tmp_path / "out.mp4")

    assert 0 < summary.frames < 50
    assert len(read_video(tmp_path / "out.mp4").levels) == summary.frames
    assert "ends early" in " ".join(summary.warnings)


def test_a_damaged_middle_is_skipped_and_counted(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mkv", steady(20), codec="ffv1")
    content = bytearray(source.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 60] = bytes(60)
    source.write_bytes(content)

    summary = run(source, tmp_path / "out.mp4")

    assert 10 <= summary.frames <= 20
    assert summary.frames == 20 or summary.warnings


@pytest.mark.parametrize("content", [b"", b"This is no video.\n" * 50, bytes(range(256)) * 40])
def test_what_is_no_video_is_refused_and_the_old_target_stays(tmp_path: Path, content: bytes) -> None:
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    source.write_bytes(content)
    target.write_bytes(b"old")

    with pytest.raises(SourceFormatRefused):
        run(source, target)

    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]


def test_a_clip_without_its_index_is_refused(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(10))
    source.write_bytes(source.read_bytes()[:60])

    with pytest.raises(SourceError):
        run(source, tmp_path / "out.mp4")


def test_a_stop_keeps_a_playable_part_beside_the_target(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(25), sound="aac")
    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")

    summary = run(source, target, stop_after=5)

    assert summary.cancelled
    assert summary.output == tmp_path / "out.partial.mp4"
    assert summary.frames == len(read_video(tmp_path / "out.partial.mp4").levels) == 5
    assert target.read_bytes() == b"old"


def test_two_conversions_into_one_file_at_once_leave_a_whole_one(tmp_path: Path) -> None:
    source, other = write_video(tmp_path / "in.mp4", steady(8)), write_video(tmp_path / "other.mp4", steady(30))

    class AtOnce(InvertingGenerator):
        def generate(self, image: RgbImage) -> RgbImage:
            if self.calls == 4:
                run(other, tmp_path / "out.mp4")
            return super().generate(image)

    run(source, tmp_path / "out.mp4", generator=AtOnce())

    assert len(read_video(tmp_path / "out.mp4").levels) == 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "other.mp4", "out.mp4"]


def test_a_stop_before_the_first_frame_leaves_nothing(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(5), sound="aac")

    summary = run(source, tmp_path / "out.mp4", stop_after=0)

    assert (summary.cancelled, summary.output) == (True, None)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_a_generator_that_fails_leaves_nothing_and_the_old_target(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", steady(8), sound="aac")
    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")

    with pytest.raises(GenerateFailed):
        run(source, target, generator=InvertingGenerator(failing_calls=[4]))

    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]


def test_a_disk_that_fills_up_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    source = write_video(tmp_path / "in.mp4", steady(8))
    monkeypatch.setattr(video_writer, "to_video_frame", full)

    with pytest.raises(NoSpace):
        run(source, tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux")
def test_a_really_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_video(tmp_path / "in.mp4", steady(8))
    (tmp_path / "out.partial.mp4").symlink_to("/dev/full")
    monkeypatch.setattr(part, "unused_path", lambda path: path)
    monkeypatch.setattr(part, "_ONLY_NEW", 0)

    with pytest.raises(NoSpace):
        run(source, tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]
