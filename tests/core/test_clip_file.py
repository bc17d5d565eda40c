"""ClipFile: whatever the disk and the program do, what was recorded is kept, and the words are true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import FolderGone, NameTaken, NoSpace, WriteError
from core.frame import RgbImage
from core.i420 import to_i420
from core.media.clip_check import check_clip
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.clip_file import ClipFile
from support.fakes import picture
from support.small_disk import MountRefused, mounted
from support.video_files import read_video

TICKS = CLIP_TIME_BASE.denominator // 25
RNG = np.random.default_rng(0)


def noise() -> RgbImage:
    """What cannot be compressed: about 36 kB a frame."""
    return RNG.integers(0, 256, (240, 320, 3), dtype=np.uint8)


def recording(path: Path, frames: int = 60, image: Callable[[], RgbImage] = picture) -> ClipFile:
    clip = ClipFile(path)
    clip.begin()
    for number in range(frames):
        clip.write(to_i420(image()), number * TICKS)
    return clip


def said_s(words: str) -> float:
    found = re.search(r"The first ([\d.]+) s are saved", words)
    assert found, words
    return float(found[1])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(ClipFile, "least_free_bytes", 0)
    try:
        with mounted(tmp_path / "disk", megabytes=4) as folder:
            yield folder
    except MountRefused as reason:
        pytest.skip(str(reason))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


def test_a_finished_clip_is_all_that_is_left_and_its_owner_s_alone(tmp_path: Path):
    saved = recording(tmp_path / "clip.mp4").finish()

    assert (saved.path, saved.facts.frames, saved.damaged) == (tmp_path / "clip.mp4", 60, 0)
    assert names(tmp_path) == ["clip.mp4"]
    assert len(read_video(saved.path).levels) == 60
    assert saved.facts.duration_s == pytest.approx(60 / 25, abs=0.01)
    if os.name == "posix":
        assert saved.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("gaps_ms", [[1000], [250], [200], [83], [33], [16], [15, 290, 40, 120]], ids=str)
def test_a_program_that_is_killed_loses_little_and_its_recording_plays(tmp_path: Path, gaps_ms: list[int]):
    clip = ClipFile(tmp_path / "clip.mp4")
    clip.begin()
    time_ms, copy = 0, tmp_path / "copy.mp4"
    for number in range(40):
        clip.write(to_i420(picture(value=number)), time_ms * 90)
        copy.write_bytes(clip.partial.read_bytes())
        with av.open(str(copy)) as kept:
            last_s = max(float((packet.pts or 0) * packet.time_base) for packet in kept.demux(video=0) if packet.size)
        assert time_ms / 1000 - last_s <= 0.2, "at once, before anything is waited for"
        time_ms += gaps_ms[number % len(gaps_ms)]
    clip.flush()
    copy.write_bytes(clip.partial.read_bytes())
    assert len(read_video(copy).levels) == 40, "what waited when frames stopped coming"
    with av.open(str(copy)) as kept:
        keys_s = [float((packet.pts or 0) * packet.time_base) for packet in kept.demux(video=0) if packet.is_keyframe]
    assert not keys_s[1:] or np.diff(keys_s).max() <= 1.001
    clip.finish()


def test_two_recordings_of_one_name_do_not_meet(tmp_path: Path):
    first = recording(tmp_path / "clip.mp4")

    with pytest.raises(NameTaken, match="being recorded"):
        ClipFile(tmp_path / "clip.mp4").begin()
    assert first.finish().facts.frames == 60


def test_a_clip_that_came_meanwhile_is_not_replaced(tmp_path: Path):
    clip = recording(tmp_path / "clip.mp4")
    (tmp_path / "clip.mp4").write_text("precious")

    saved = clip.finish()

    assert saved.path == tmp_path / "clip-2.mp4"
    assert (tmp_path / "clip.mp4").read_text() == "precious"


def test_a_clip_that_cannot_get_its_name_keeps_its_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    clip = recording(tmp_path / "clip.mp4")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.link", refuse)
    monkeypatch.setattr("os.rename", refuse)
    with pytest.raises(WriteError, match=r"What was recorded is in .*clip\.mp4\.part"):
        clip.finish()
    monkeypatch.undo()

    assert names(tmp_path) == ["clip.mp4.part"]
    (tmp_path / "clip.mp4.part").rename(tmp_path / "renamed.mp4")
    assert check_clip(tmp_path / "renamed.mp4").frames == 60


def test_frames_that_the_disk_lost_are_counted_and_the_recording_is_kept(tmp_path: Path):
    clip = recording(tmp_path / "clip.mp4", 100)
    content = bytearray(clip.partial.read_bytes())
    content[len(content) // 2] ^= 0x55
    clip.partial.write_bytes(content)

    with pytest.raises(WriteError, match=r"Not all of the clip") as told:
        clip.finish()

    shown = read_video(tmp_path / "clip.mp4")
    assert 40 < len(shown.levels) < 100
    assert f"{100 - len(shown.levels)} of its 100 frames are lost" in told.value.message
    assert said_s(told.value.message) == pytest.approx(shown.duration_s, abs=0.06)
    assert "clip.mp4.damaged" in told.value.hint
    assert (tmp_path / "clip.mp4.damaged").read_bytes().startswith(content)


def test_nothing_that_can_be_played_is_left_where_it_is(tmp_path: Path):
    clip = recording(tmp_path / "clip.mp4")
    clip.partial.write_bytes(b"\xff" * 5000)

    with pytest.raises(WriteError, match=r"What was recorded is in .*clip\.mp4\.part"):
        clip.finish()

    assert names(tmp_path) == ["clip.mp4.part"]


def test_a_clip_without_a_frame_leaves_nothing(tmp_path: Path):
    clip = ClipFile(tmp_path / "clip.mp4")
    clip.begin()
    clip.discard()

    assert not names(tmp_path)


def test_a_clip_with_frames_is_never_discarded(tmp_path: Path):
    recording(tmp_path / "clip.mp4", 1).discard()

    assert names(tmp_path) == ["clip.mp4.part"]


def test_on_a_full_disk_what_was_written_plays_to_its_end_and_its_length_is_true(small_disk: Path):
    path = small_disk / "clip.mp4"
    clip = ClipFile(path)
    clip.begin()
    number = 0
    with pytest.raises(NoSpace) as full:
        while number < 200:
            clip.write(to_i420(noise()), number * TICKS)
            number += 1

    told = clip.salvage(full.value)

    facts = check_clip(path)
    assert 50 < facts.frames < 150
    assert len(read_video(path).levels) == facts.frames
    assert said_s(told.message) == pytest.approx(facts.duration_s, abs=0.06)
    assert f"{number + 1 - facts.frames} of its {number + 1} frames are lost" in told.message
    assert names(small_disk) == ["clip.mp4"]


def test_a_disk_with_room_for_one_copy_only_keeps_the_recording_as_the_clip(small_disk: Path):
    clip = recording(small_disk / "clip.mp4", 75, noise)
    assert shutil.disk_usage(small_disk).free < clip.partial.stat().st_size

    with pytest.raises(NoSpace, match=r"The first 3\.0 s are saved as"):
        clip.finish()

    assert check_clip(small_disk / "clip.mp4").frames == 75
    assert names(small_disk) == ["clip.mp4"]


def test_a_folder_that_is_renamed_is_noticed_and_the_clip_is_saved_in_it(tmp_path: Path):
    folder, renamed = tmp_path / "clips", tmp_path / "renamed"
    folder.mkdir()
    clip = recording(folder / "clip.mp4")
    clip.sync()
    folder.rename(renamed)

    with pytest.raises(FolderGone, match="is gone") as gone:
        clip.sync()
    told = clip.salvage(gone.value)

    assert str(renamed / "clip.mp4") in told.message
    assert said_s(told.message) == pytest.approx(2.4, abs=0.06)
    assert check_clip(renamed / "clip.mp4").frames == 60
    assert names(renamed) == ["clip.mp4"]


def test_of_a_folder_that_is_deleted_the_clip_is_saved_all_the_same(tmp_path: Path, home: Path):
    folder = tmp_path / "clips"
    folder.mkdir()
    clip = recording(folder / "clip.mp4")
    shutil.rmtree(folder)

    with pytest.raises(FolderGone) as gone:
        clip.sync()
    told = clip.salvage(gone.value)

    assert str(folder / "clip.mp4") in told.message
    assert check_clip(folder / "clip.mp4").frames == 60


def test_where_the_folder_cannot_be_made_again_the_clip_goes_home(tmp_path: Path, home: Path):
    folder = tmp_path / "clips"
    folder.mkdir()
    clip = recording(folder / "clip.mp4")
    shutil.rmtree(folder)
    folder.write_text("in the way")

    told = clip.salvage(FolderGone(f"The folder {folder} is gone."))

    assert str(home / "clip.mp4") in told.message
    assert check_clip(home / "clip.mp4").frames == 60


def test_of_a_disk_that_is_unmounted_the_clip_is_saved_elsewhere(small_disk: Path, home: Path):
    clip = recording(small_disk / "clip.mp4")
    subprocess.run(["umount", "-l", str(small_disk)], check=True)

    with pytest.raises(FolderGone) as gone:
        clip.sync()
    clip.write(to_i420(picture()), 60 * TICKS)
    told = clip.salvage(gone.value)

    assert check_clip(small_disk / "clip.mp4").frames == 61
    assert str(small_disk / "clip.mp4") in told.message
