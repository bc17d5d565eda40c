"""Recovery: recordings of programs that were killed become clips; nothing else is touched."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from core.atomic_write import create_partial
from core.errors import FolderNotWritable, InputError, WriteError
from core.i420 import to_i420
from core.media.clip_check import check_clip
from core.sinks import saving
from core.sinks.clip_file import ClipFile
from core.sinks.part_file import PartFile, part_path
from core.sinks.recovery import find_unfinished, recover
from support.fakes import picture
from support.killed_recording import kill_recording
from support.small_disk import MountRefused, mounted
from support.unfinished_clips import leave_recording
from support.video_files import read_video, steady, write_video


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("fps", "after_s", "seconds_of_frames"), [(30, 0.3, 60), (30, 1.4, 60), (4, 1.9, 60), (25, 2.0, 0.5)], ids=str
)
def test_a_killed_program_leaves_what_plays_and_can_be_recovered(
    fps: float, after_s: float, seconds_of_frames: float, tmp_path: Path
):
    clip = tmp_path / "toon.mp4"

    kept = kill_recording(clip, after_s=after_s, fps=fps, seconds_of_frames=seconds_of_frames)

    assert kept.plays
    assert kept.lost_s <= 1.0
    (unfinished,) = find_unfinished(tmp_path)
    assert (unfinished.part, unfinished.clip) == (part_path(clip), clip)
    saved = recover(unfinished.part)
    assert (saved.path, saved.facts.frames) == (clip, kept.frames)
    assert saved.facts.duration_s >= unfinished.duration_s
    assert names(tmp_path) == ["toon.mp4"]


def test_what_was_left_of_saving_goes_when_the_clip_is_there(tmp_path: Path):
    """The pictures of a camera would lie about in a hidden file."""
    left = create_partial(tmp_path / "toon.mp4")
    others = [create_partial(tmp_path / name) for name in ("toon-2.mp4", "toon.png")]
    part = leave_recording(tmp_path, "toon.mp4", 26)

    recover(part)

    assert not left.exists()
    assert names(tmp_path) == sorted(["toon.mp4", *(other.name for other in others)])


def test_unfinished_clips_are_listed_with_their_lengths(tmp_path: Path):
    leave_recording(tmp_path, "b.mp4", 26)
    leave_recording(tmp_path, "a.mp4", 51)

    found = find_unfinished(tmp_path)

    assert [(item.clip.name, item.duration_s) for item in found] == [("a.mp4", 2.0), ("b.mp4", 1.0)]


def test_a_clip_that_is_being_recorded_is_left_alone(tmp_path: Path):
    clip = ClipFile(tmp_path / "toon.mp4")
    clip.begin()
    clip.write(to_i420(picture()), 0)

    assert not find_unfinished(tmp_path)
    with pytest.raises(InputError, match="being recorded"):
        recover(clip.partial)
    clip.finish()


def test_files_of_other_programs_are_left_alone(tmp_path: Path):
    write_video(tmp_path / "film.mp4", steady(30)).rename(tmp_path / "download.mp4.part")
    (tmp_path / "empty.mp4.part").touch()
    (tmp_path / "text.mp4.part").write_text("not a film")
    (tmp_path / "folder.mp4.part").mkdir()
    before = {path: path.stat() for path in tmp_path.iterdir()}

    assert not find_unfinished(tmp_path)
    for path in (tmp_path / "download.mp4.part", tmp_path / "text.mp4.part"):
        with pytest.raises(WriteError, match="can be played"):
            recover(path)
    assert {path: path.stat() for path in tmp_path.iterdir()} == before


def test_a_clip_of_the_same_name_is_not_replaced(tmp_path: Path):
    part = leave_recording(tmp_path)
    (tmp_path / "toon.mp4").write_text("precious")

    assert recover(part).path == tmp_path / "toon-2.mp4"
    assert (tmp_path / "toon.mp4").read_text() == "precious"


def test_of_a_damaged_recording_what_is_whole_is_recovered_and_it_is_kept(tmp_path: Path):
    part = leave_recording(tmp_path, frames=100)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 0x55
    part.write_bytes(content)

    saved = recover(part)

    assert saved.damaged == 1
    assert 40 < saved.facts.frames < 100
    assert len(read_video(saved.path).levels) == saved.facts.frames
    assert names(tmp_path) == ["toon.mp4", "toon.mp4.damaged"]
    assert not find_unfinished(tmp_path)


def test_on_a_full_disk_the_recording_becomes_the_clip_itself(tmp_path: Path):
    part = leave_recording(tmp_path, frames=75, noisy=True)
    try:
        with mounted(tmp_path / "disk", megabytes=4) as disk:
            moved = disk / part.name
            moved.write_bytes(part.read_bytes())

            saved = recover(moved)

            assert check_clip(disk / "toon.mp4").frames == saved.facts.frames == 75
            assert names(disk) == ["toon.mp4"]
    except MountRefused as reason:
        pytest.skip(str(reason))


def test_a_recording_that_cannot_be_saved_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    part = leave_recording(tmp_path)
    content = part.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(saving, "defragment", refuse)
    with pytest.raises(WriteError, match="input/output error"):
        recover(part)

    assert part.read_bytes() == content
    assert names(tmp_path) == ["toon.mp4.part"]
    PartFile.open(part).close()


def test_a_folder_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="nowhere"):
        find_unfinished(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"none\.mp4\.part"):
        recover(tmp_path / "none.mp4.part")


def test_a_recording_on_a_disk_that_became_read_only_is_found_and_why_it_stays_is_said(tmp_path: Path, monkeypatch):
    leave_recording(tmp_path, "toon.mp4", 26)
    opened = os.open

    def read_only(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent == tmp_path and flags & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", read_only)

    (found,) = find_unfinished(tmp_path)
    with pytest.raises(FolderNotWritable, match="read-only"):
        recover(found.part)
    assert [path.name for path in tmp_path.iterdir()] == ["toon.mp4.part"]
