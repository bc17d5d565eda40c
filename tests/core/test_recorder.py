"""Recorder: clips read back by PyAV, drops, failures, and a disk that blocks."""

import errno
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from core.compositor import ComposeSettings, compose
from core.errors import CodecMissing, FolderNotWritable, NameTaken, NoSpace, WriteError
from core.events import RecordingResumed, RecordingStalled, SinkFailed
from core.frame import ComposedFrame, Generated, Layout
from core.sinks.clip_file import ClipFile
from core.sinks.recorder import Recorder
from support.fakes import BlockingClip, Events, frame, picture
from support.killed_recording import suspend_recording
from support.video_files import read_video

MS = 1_000_000


def composed(index: int, at_ms: float, *, size: tuple[int, int] = (64, 48), value: int = 100) -> ComposedFrame:
    source = frame(index, image=picture(*size, value), captured_ns=int(at_ms * MS))
    return compose(source, None, ComposeSettings())


def read_back(path: Path) -> tuple[list[float], list[np.ndarray]]:
    with av.open(str(path)) as clip:
        frames = list(clip.decode(video=0))
        return [float(item.time) for item in frames], [item.to_ndarray(format="rgb24") for item in frames]


def record(path: Path, frames: list[ComposedFrame], *, mirrored: bool = False):
    recorder = Recorder(path, mirrored=mirrored)
    recorder.start()
    for item in frames:
        recorder.submit(item)
    return recorder.stop()


def test_a_clip_has_the_speed_of_the_capture_though_frames_were_dropped(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    times_ms = [5000, 5100, 5350, 5400, 6000]

    summary = record(path, [composed(index, at_ms) for index, at_ms in enumerate(times_ms)])

    times_s, _ = read_back(path)
    assert times_s == pytest.approx([0, 0.1, 0.35, 0.4, 1.0], abs=0.001)
    assert summary.frames_written == 5
    assert summary.frames_dropped == 0
    assert 1.0 <= summary.duration_s <= 1.7
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("more_ms", [[], [7300, 7400]])
def test_what_comes_after_a_gap_is_not_shown_for_as_long_as_the_gap(tmp_path: Path, more_ms: list[int]):
    path = tmp_path / "clip.mp4"
    times_ms = [0, 100, 200, 7200, *more_ms]

    summary = record(path, [composed(index, at_ms) for index, at_ms in enumerate(times_ms)])

    whole_s = times_ms[-1] / 1000 + 0.1
    assert summary.duration_s == pytest.approx(whole_s, abs=0.01)
    with av.open(str(path)) as clip:
        assert (clip.duration or 0) / av.time_base == pytest.approx(whole_s, abs=0.05)


def test_a_clip_shows_the_pictures_in_their_colours(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    image = np.zeros((48, 96, 3), np.uint8)
    image[:, :32], image[:, 32:64], image[:, 64:] = (230, 20, 20), (20, 200, 30), (30, 40, 220)
    source = frame(image=image, captured_ns=0)

    record(path, [compose(source, None, ComposeSettings())])

    shown = read_back(path)[1][0].astype(int)
    for column in (16, 48, 80):
        assert np.abs(shown[24, column] - image[24, column]).max() <= 8


def test_a_clip_has_the_colours_of_the_picture_in_rgb_though_it_was_never_made(tmp_path: Path):
    colours = np.array([(200, 40, 30), (20, 60, 180), (250, 240, 230), (15, 12, 20)], np.uint8)
    toon = Generated(colours.repeat(16, 0)[None].repeat(36, 0), "model", 1.0)
    drawn = compose(frame(image=picture(320, 180), captured_ns=0), toon, ComposeSettings())

    record(tmp_path / "clip.mp4", [drawn])

    with av.open(str(tmp_path / "clip.mp4")) as clip:
        shown = next(clip.decode(video=0))
        assert (shown.colorspace, shown.color_range) == (1, 1), "BT.709, limited range"
        planes = shown.to_ndarray().astype(float)
    u, v = planes[180:].reshape(2, 90, 160)
    for column in range(40, 320, 80):  # by ITU-R BT.709
        y, cb, cr = (planes[90, column] - 16) / 219, (u[45, column // 2] - 128) / 224, (v[45, column // 2] - 128) / 224
        red, blue = y + 1.5748 * cr, y + 1.8556 * cb
        rgb = np.array((red, (y - 0.2126 * red - 0.0722 * blue) / 0.7152, blue)) * 255
        assert np.abs(rgb - drawn.image[90, column]).max() <= 2


def test_a_mirrored_clip(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :32] = 200

    record(path, [compose(frame(image=image, captured_ns=0), None, ComposeSettings())], mirrored=True)

    shown = read_back(path)[1][0]
    assert shown[24, 8].max() < 40
    assert shown[24, 56].min() > 160


@pytest.mark.parametrize("size", [(65, 47), (1, 1), (2, 3), (639, 361)])
def test_odd_sizes_are_padded(tmp_path: Path, size: tuple[int, int]):
    path = tmp_path / "clip.mp4"

    record(path, [composed(0, 0, size=size), composed(1, 40, size=size)])

    shown = read_back(path)[1][0]
    assert shown.shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    assert np.abs(shown.astype(int) - 100).max() <= 3


def test_a_layout_change_while_recording_is_fitted_in(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    wide = compose(frame(1, captured_ns=40 * MS), None, ComposeSettings(Layout.SIDE_BY_SIDE))

    record(path, [composed(0, 0), wide])

    first, second = read_back(path)[1]
    assert first.shape == second.shape
    assert second[2].max() < 20
    assert second[24].min() > 80


def test_a_slow_encoder_drops_the_oldest_and_never_blocks(tmp_path: Path):
    clip = BlockingClip()
    clip.proceed.clear()
    recorder = Recorder(tmp_path / "clip.mp4", clip=clip)
    recorder.start()
    recorder.submit(composed(0, 0))
    assert clip.entered.wait(5)
    for index in range(1, 21):
        recorder.submit(composed(index, index * 10))
    clip.proceed.set()

    summary = recorder.stop()

    assert summary.frames_dropped == 12
    assert [pts // 900 for pts in clip.written] == [0, *range(13, 21)]


def test_a_blocked_encoder_does_not_block_stopping_for_ever(tmp_path: Path):
    clip = BlockingClip()
    clip.proceed.clear()
    recorder = Recorder(tmp_path / "clip.mp4", clip=clip)
    recorder.start()
    recorder.submit(composed(0, 0))
    assert clip.entered.wait(5)

    with pytest.raises(WriteError, match="did not finish"):
        recorder.stop(timeout_s=0.05)
    clip.proceed.set()
    assert recorder.stop().frames_written == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [(NoSpace("full"), NoSpace), (OSError(errno.ENOSPC, "No space"), NoSpace), (ValueError("odd"), WriteError)],
)
def test_a_failed_write_is_told_at_once_and_saves_what_there_was(
    tmp_path: Path, error: BaseException, expected: type[WriteError]
):
    clip, events = BlockingClip(failing_write=1, error=error), Events()
    recorder = Recorder(tmp_path / "clip.mp4", clip=clip, listener=events)
    recorder.start()
    recorder.submit(composed(0, 0))
    recorder.submit(composed(1, 40))
    (failed,) = events.wait_for(SinkFailed)
    recorder.submit(composed(2, 80))

    assert isinstance(failed, SinkFailed)
    assert isinstance(failed.error, expected)
    with pytest.raises(expected):
        recorder.stop()
    assert clip.salvaged
    assert len(clip.written) == 1


def test_a_disk_that_does_not_answer_is_told_while_it_does_not_and_what_waits_stays_bounded(tmp_path: Path):
    clip, events, now_s = BlockingClip(), Events(), [0.0]
    clip.proceed.clear()
    recorder = Recorder(tmp_path / "clip.mp4", clip=clip, listener=events, clock=lambda: now_s[0])
    recorder.start()
    recorder.submit(composed(0, 0))
    assert clip.entered.wait(5)
    recorder.submit(composed(1, 40))
    assert not events.seen
    now_s[0] = 1.5
    for index in range(2, 300):
        recorder.submit(composed(index, index * 40))
    assert events.seen == [RecordingStalled(tmp_path / "clip.mp4")]
    clip.proceed.set()
    events.wait_for(RecordingResumed)

    summary = recorder.stop()

    assert (summary.frames_written, summary.frames_dropped) == (9, 291)


def test_frames_after_the_stop_are_ignored(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    recorder = Recorder(path)
    recorder.start()
    recorder.submit(composed(0, 0))
    recorder.stop()
    recorder.submit(composed(1, 40))

    assert len(read_back(path)[0]) == 1


def test_nothing_recorded_leaves_nothing(tmp_path: Path):
    recorder = Recorder(tmp_path / "clip.mp4")
    recorder.start()

    with pytest.raises(WriteError, match="nothing was saved"):
        recorder.stop()
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(FolderNotWritable, match="none"):
        Recorder(tmp_path / "none" / "clip.mp4").start()


@pytest.mark.parametrize("length", [248, 300])
def test_a_name_too_long_is_told(tmp_path: Path, length: int):
    with pytest.raises(WriteError, match="name too long"):
        Recorder(tmp_path / ("x" * length + ".mp4")).start()


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(FolderNotWritable):
        Recorder(tmp_path / "file" / "clip.mp4").start()


def test_an_existing_clip_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    path.write_text("precious")

    with pytest.raises(NameTaken, match="exists already"):
        Recorder(path).start()
    assert path.read_text() == "precious"


def test_a_full_disk_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ClipFile, "least_free_bytes", 2**62)

    with pytest.raises(NoSpace, match="full"):
        Recorder(tmp_path / "clip.mp4").start()
    assert not list(tmp_path.iterdir())


def test_without_an_encoder_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("av.codec.codecs_available", set())

    with pytest.raises(CodecMissing, match="Nothing was saved"):
        record(tmp_path / "clip.mp4", [composed(0, 0)])
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows suspends no single program")
def test_a_program_that_was_suspended_goes_on_in_step(tmp_path: Path):
    clip = tmp_path / "clip.mp4"

    captured_s = suspend_recording(clip, sleeps_s=3.0, fps=10, seconds_of_frames=3.0)

    content = read_video(clip)
    assert len(content.times_s) > len(captured_s) / 2  # a busy machine drops some
    assert max(min(abs(time_s - at_s) for at_s in captured_s) for time_s in content.times_s) < 0.02
    assert max(np.diff(content.times_s)) > 3.0
    assert content.times_s[-1] == pytest.approx(captured_s[-1], abs=0.02)
    assert content.sound_end_s == pytest.approx(captured_s[-1], abs=0.6)
    with av.open(str(clip)) as opened:
        assert (opened.duration or 0) / av.time_base == pytest.approx(captured_s[-1], abs=0.7)
