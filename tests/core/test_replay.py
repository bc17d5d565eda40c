"""Replay: the seconds before the key was pressed, with sound, bounded, while a recording goes on."""

from pathlib import Path
from threading import Semaphore

import av
import numpy as np
import pytest

from core.compositor import ComposeSettings, compose
from core.crop import Crop
from core.errors import FolderNotWritable, InputError, NameTaken
from core.frame import ComposedFrame, Frame, published
from core.i420 import I420, to_i420
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.replay import Reel, Replay
from core.sound import SoundBlock, SoundFeed
from support.fakes import picture

FPS = 20


class PacedReel(Reel):
    """Says when a frame is encoded, so that none is given before the last one is: the encoder drops none."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.taken = Semaphore(0)

    def write(self, picture: I420, pts: int) -> None:
        super().write(picture, pts)
        self.taken.release()


class PacedReplay(Replay):
    def __init__(self, seconds: float, sound: SoundFeed | None = None) -> None:
        self.reel = PacedReel(seconds)
        super().__init__(self.reel, mirrored=False, crop=Crop.WHOLE, sound=sound or SoundFeed())

    def submit(self, composed: ComposedFrame) -> None:
        super().submit(composed)
        assert self.reel.taken.acquire(timeout=20)


def shown(replay: Replay, seconds: float, *, start: int = 0, size: tuple[int, int] = (64, 48)) -> int:
    """Let the replay see so many seconds, each frame a little brighter than the last; the number of the next frame."""
    count = round(seconds * FPS)
    for number in range(start, start + count):
        image = published(picture(*size, value=number % 200))
        replay.submit(compose(Frame(image, number, number * 10**9 // FPS), None, ComposeSettings()))
    return start + count


def read(path: Path) -> tuple[list[float], list[int]]:
    with av.open(str(path)) as clip:
        frames = list(clip.decode(video=0))
        return [float(item.time or 0) for item in frames], [
            round(item.to_ndarray(format="gray").mean()) for item in frames
        ]


@pytest.fixture
def replay():
    replay = PacedReplay(3.0)
    replay.start()
    yield replay
    replay.stop()


def test_the_last_seconds_are_saved_up_to_the_newest_frame(replay: Replay, tmp_path: Path):
    newest = shown(replay, 20) - 1

    summary = replay.save(tmp_path / "clip.mp4")

    times_s, values = read(tmp_path / "clip.mp4")
    assert times_s[0] == 0
    assert 3.0 <= times_s[-1] <= 5.1
    assert summary.frames_written == len(times_s)
    assert abs(values[-1] - newest % 200) <= 3
    assert list(tmp_path.iterdir()) == [tmp_path / "clip.mp4"]


def test_it_can_be_saved_again_and_again(replay: Replay, tmp_path: Path):
    following = shown(replay, 5)
    first = replay.save(tmp_path / "first.mp4")
    shown(replay, 1, start=following)
    second = replay.save(tmp_path / "second.mp4")

    assert first.duration_s > 3
    assert second.duration_s > 3
    assert read(second.path)[1][-1] > read(first.path)[1][-1] + FPS - 4


def test_a_size_that_stays_takes_over(replay: Replay, tmp_path: Path):
    following = shown(replay, 5)
    following = shown(replay, 1, start=following, size=(96, 32))
    fitted = replay.save(tmp_path / "fitted.mp4")
    shown(replay, 9, start=following, size=(96, 32))
    changed = replay.save(tmp_path / "changed.mp4")

    for summary, width in ((fitted, 64), (changed, 96)):
        with av.open(str(summary.path)) as clip:
            assert clip.streams.video[0].width == width
        assert summary.duration_s > 3


def test_with_sound(tmp_path: Path):
    feed = SoundFeed()
    replay = PacedReplay(3.0, feed)
    replay.start()
    following = 0
    for tenth in range(60):
        wave = np.full((4800, 1), 0.4 * (-1) ** (tenth // 10), np.float32)
        feed.submit_sound(SoundBlock(wave, 48_000, tenth * 100_000_000))
        following = shown(replay, 0.1, start=following)

    summary = replay.save(tmp_path / "clip.mp4")
    replay.stop()

    with av.open(str(summary.path)) as clip:
        sound = list(clip.decode(audio=0))
        assert float(sound[0].time or 0) < 0.05
        assert sum(frame.samples for frame in sound) / 48_000 == pytest.approx(summary.duration_s, abs=0.3)


def test_what_is_heard_while_nothing_is_seen_for_long_is_forgotten(tmp_path: Path):
    """As in a window that is minimised for an hour."""
    reel, noise = Reel(3.0), np.random.default_rng(0).normal(0, 0.2, (48_000, 1)).astype(np.float32)
    dark, second = to_i420(picture(64, 48)), CLIP_TIME_BASE.denominator

    def hears(*seconds: int) -> None:
        for start_s in seconds:
            reel.write_sound(SoundBlock(noise, 48_000, start_s * 10**9))

    def sees_and_hears(*seconds: int) -> None:
        for start_s in seconds:
            for number in range(10):
                reel.write(dark, start_s * second + number * second // 10)
            hears(start_s)

    sees_and_hears(0, 1, 2)
    hears(*range(3, 60))
    assert sum(map(len, reel.take())) < 150_000, "six seconds are 100 KB; a minute is a megabyte"
    sees_and_hears(60, 61, 62)

    (tmp_path / "clip.mp4").write_bytes(b"".join(reel.take()))
    times_s, _ = read(tmp_path / "clip.mp4")
    assert times_s[-1] - times_s[0] == pytest.approx(2.9, abs=0.1)
    with av.open(str(tmp_path / "clip.mp4")) as clip:
        assert sum(frame.samples for frame in clip.decode(audio=0)) / 48_000 == pytest.approx(3, abs=0.2)


def test_nothing_seen_is_nothing_to_save(replay: Replay, tmp_path: Path):
    with pytest.raises(InputError, match="Nothing has been seen"):
        replay.save(tmp_path / "clip.mp4")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named_and_the_past_is_kept(replay: Replay, tmp_path: Path):
    shown(replay, 4)

    with pytest.raises(FolderNotWritable):
        replay.save(tmp_path / "none" / "clip.mp4")
    assert replay.save(tmp_path / "clip.mp4").duration_s > 3


def test_a_clip_that_is_being_recorded_under_the_name_is_left_alone(replay: Replay, tmp_path: Path):
    shown(replay, 4)
    (tmp_path / "clip.mp4.part").write_bytes(b"")

    with pytest.raises(NameTaken):
        replay.save(tmp_path / "clip.mp4")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("core.sinks.replay._MOST_BYTES", 60_000)
    replay, dice = PacedReplay(30.0), np.random.default_rng(0)
    replay.start()
    for number in range(100):
        image = published(dice.integers(0, 256, (120, 160, 3), np.uint8))
        replay.submit(compose(Frame(image, number, number * 10**9 // FPS), None, ComposeSettings()))

    assert replay.reel.size < 900_000  # all of it is 1.3 MB
    assert replay.save(tmp_path / "clip.mp4").frames_written > 10
    replay.stop()
