"""`toonclip recover`: what it says, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.media.clip_check import check_clip
from support.command import Captured, Toonclip, error_lines
from support.unfinished_clips import leave_recording


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_recording_in_a_folder_becomes_a_clip(toonclip: Toonclip, clips: Path, capsys: Captured):
    for name in ("a.mp4", "b.mp4"):
        leave_recording(clips, name)

    assert toonclip("recover", str(clips)) == 0

    assert capsys.readouterr().out.splitlines() == [f"{clips / name} (2.0 s)" for name in ("a.mp4", "b.mp4")]
    assert names(clips) == ["a.mp4", "b.mp4"]
    assert check_clip(clips / "a.mp4").frames == 50


def test_nothing_to_recover_is_no_failure(toonclip: Toonclip, clips: Path, capsys: Captured):
    assert toonclip("recover", str(clips)) == 0
    assert capsys.readouterr().out == f"No unfinished clip in {clips}.\n"


def test_a_damaged_recording_is_kept_and_named(toonclip: Toonclip, clips: Path, capsys: Captured):
    part = leave_recording(clips, frames=100)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 0x55
    part.write_bytes(content)

    assert toonclip("recover", str(clips)) == 0

    assert "kept as toon.mp4.damaged" in capsys.readouterr().err
    assert names(clips) == ["toon.mp4", "toon.mp4.damaged"]


def test_a_folder_that_is_missing_is_a_mistake(toonclip: Toonclip, tmp_path: Path, capsys: Captured):
    assert toonclip("recover", str(tmp_path / "nowhere")) == 2
    assert "nowhere" in error_lines(capsys)[0]


def test_a_recording_that_cannot_be_saved_is_a_failure_and_the_others_are_recovered(
    toonclip: Toonclip, clips: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    leave_recording(clips, "a.mp4")
    leave_recording(clips, "b.mp4")

    def refuse_first(*arguments: object) -> None:
        monkeypatch.undo()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("core.sinks.saving.defragment", refuse_first)
    assert toonclip("recover", str(clips)) == 1

    captured = capsys.readouterr()
    assert "was not recovered" in captured.err
    assert captured.out == f"{clips / 'b.mp4'} (2.0 s)\n"
    assert names(clips) == ["a.mp4.part", "b.mp4"]
