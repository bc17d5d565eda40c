"""A real disk that does not answer any more: the window says so, goes on and ends in time; what it took is kept.

pytest -s -m slow tests/desktop/test_silent_disk.py
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from core.sources.base import FrameSource
from desktop.live.clip_recording import RecordingState
from desktop.live.source_choice import SourceChoice, file_choice
from support.silent_disk import SilentDisk, silent_disk
from support.small_disk import MountRefused
from support.video_files import read_video, steady, write_video

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SilentDisk]:
    """Where the clips of the rig go."""
    try:
        with silent_disk(tmp_path / "clips", tmp_path / "held") as disk:
            yield disk
    except MountRefused as error:
        pytest.skip(str(error))


class Waited:
    """Seconds until something is true, in which the event loop is never held up."""

    def __init__(self, rig) -> None:
        self._rig = rig

    def until(self, condition) -> float:
        began_s = last_s = time.monotonic()
        longest_s = 0.0

        def looked() -> bool:
            nonlocal last_s, longest_s
            now_s = time.monotonic()
            longest_s, last_s = max(longest_s, now_s - last_s), now_s
            return condition()

        self._rig.until(looked)
        assert longest_s < 2.0, "the window hung"
        return time.monotonic() - began_s


def record(rig, frames: int) -> None:
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(frames)


def test_a_clip_that_cannot_begin(rig, disk: SilentDisk):
    waited = Waited(rig.start())
    disk.fall_silent()
    rig.click(rig.controls.record)
    told_s = waited.until(lambda: rig.card(f"folder {rig.clips}"))
    rig.click(rig.controls.record)
    assert rig.live.recording.state is RecordingState.IDLE
    rig.click(rig.controls.record)
    rig.window.close()
    closed_s = waited.until(lambda: rig.closed)
    disk.answer()
    print(f"\ntold after {told_s:.1f} s, closed after {closed_s:.1f} s")


def test_a_clip_that_begins_late(rig, disk: SilentDisk):
    waited = Waited(rig.start())
    disk.fall_silent()
    rig.click(rig.controls.record)
    waited.until(lambda: rig.card(f"folder {rig.clips}"))
    disk.answer()
    waited.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(20)
    rig.click(rig.controls.record)
    waited.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.iterdir()
    assert len(read_video(clip).levels) > 10


def test_a_clip_that_cannot_be_finished(rig, disk: SilentDisk):
    waited = Waited(rig.start())
    record(rig, 30)
    disk.fall_silent()
    rig.window.close()
    told_s = waited.until(lambda: rig.view.message.title == "The folder does not answer")
    rig.window.close()
    closed_s = waited.until(lambda: rig.closed)
    disk.answer()
    rig.live.session.close()  # which the end of the process spares
    print(f"\ntold after {told_s:.1f} s, closed after {closed_s:.1f} s")


def test_pictures_that_wait_are_those_of_their_moments(rig, disk: SilentDisk):
    rig.pictures = rig.clips
    waited = Waited(rig.start())
    disk.fall_silent()
    for _ in range(12):
        rig.window.acts.snapshot.trigger()
    assert "10 others wait" in rig.card("snapshot").notification.text
    waited.until(lambda: rig.card(f"folder {rig.clips}"))
    disk.answer()
    waited.until(lambda: not rig.live.tasks.running)
    assert len(list(rig.clips.glob("*.png"))) == 10
    assert rig.card(f"folder {rig.clips}") is None


def test_the_last_seconds_wait_and_are_saved(rig, disk: SilentDisk):
    waited = Waited(rig.start())
    rig.live.settings.update(replay_s=10)
    rig.presenter.replay.update()
    rig.until_painted(20)
    disk.fall_silent()
    rig.window.acts.save_replay.trigger()
    waited.until(lambda: rig.card(f"folder {rig.clips}"))
    disk.answer()
    waited.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.iterdir()
    assert len(read_video(clip).levels) > 10


def test_what_would_read_the_folder_at_once(rig, disk: SilentDisk):
    """The start looks for unfinished clips, the strip lists, a dialog and the file manager begin there."""
    rig.pictures = rig.clips
    (rig.clips / "toon.png").write_bytes(b"")
    disk.fall_silent()
    waited = Waited(rig.start())
    rig.window.acts.clips.trigger()
    waited.until(lambda: rig.card(f"folder {rig.clips}"))
    rig.window.acts.choose_folder.trigger()
    rig.window.acts.open_folder.trigger()
    waited.until(lambda: rig.window.findChild(QFileDialog))
    assert rig.opened_folders == []
    assert Path(rig.window.findChild(QFileDialog).directory().path()) == Path.home()
    rig.window.findChild(QFileDialog).reject()
    for name in ("copy", "play", "show", "trash"):
        rig.window.clip_strip.wanted.emit(name, rig.clips / "toon.png")
    rig.until_painted(5)
    disk.answer()
    waited.until(lambda: not rig.live.tasks.running)


def test_a_film_whose_disk_falls_silent(rig, disk: SilentDisk, monkeypatch: pytest.MonkeyPatch):
    """It is read on a thread of its own; another one is chosen, and the window closes."""
    write_video(rig.clips / "film.mp4", steady(500))

    def make(choice: SourceChoice) -> FrameSource:
        return choice.make() if choice.path is not None else rig.source(choice.title)

    monkeypatch.setattr(rig, "_make_source", make)
    waited = Waited(rig.start())
    rig.live.sources.choose(file_choice(rig.clips / "film.mp4"))
    rig.until_painted(5)
    disk.fall_silent()
    rig.live.sources.choose(file_choice(rig.clips / "another.mp4"))
    waited.until(lambda: rig.view.message is not None)
    rig.window.close()
    closed_s = waited.until(lambda: rig.closed)
    disk.answer()
    print(f"\nclosed after {closed_s:.1f} s")
