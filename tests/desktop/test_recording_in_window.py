"""Clips and snapshots with clicks, over the real recorder; the clips are read back."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from core.errors import NoSpace, SourceBusy
from core.events import RecordingResumed, RecordingStalled, SinkFailed
from core.frame import Layout
from core.sinks.clip_file import ClipFile
from core.sinks.recovery import recover
from desktop.live.clip_recording import RecordingState
from support.unfinished_clips import leave_recording


def record(rig, frames: int = 25) -> None:
    """Click, wait until so many frames were painted, click."""
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(frames)
    rig.click(rig.controls.record)


def saved_clip(rig) -> Path:
    rig.until(lambda: rig.card("recording"))
    notification = rig.card("recording").notification
    assert notification.title.startswith("Saved toon-"), notification
    return Path(notification.text.splitlines()[0]) / notification.title.split()[1]


def saved_picture(rig) -> Path:
    notification = rig.card("snapshot").notification
    return Path(notification.text) / notification.title.removeprefix("Saved ")


def first_picture(path: Path) -> np.ndarray:
    with av.open(str(path)) as clip:
        return next(clip.decode(video=0)).to_ndarray(format="rgb24")


def test_a_clip_is_recorded_saved_and_plays(rig):
    rig.start()
    record(rig)
    assert not rig.controls.record.isEnabled()
    assert rig.controls.record.text() == "Saving…"
    path = saved_clip(rig)
    assert path.parent == rig.clips
    assert [file.name for file in rig.clips.iterdir()] == [path.name]
    with av.open(str(path)) as clip:
        pictures = list(clip.decode(video=0))
    assert len(pictures) > 10
    said_s = float(rig.card("recording").notification.title.split("(")[1].split()[0])
    assert said_s == pytest.approx(pictures[-1].time, abs=0.2)
    blue = pictures[5].to_ndarray(format="rgb24").mean(axis=(0, 1))
    assert blue[2] > 180
    assert blue[0] < 60
    rig.click_card("recording", "Open folder")
    assert [shown.parent for shown in rig.opened_folders] == [rig.clips]
    assert rig.controls.record.text() == "Record"


def test_while_recording_the_time_is_seen(rig):
    rig.start()
    rig.press("R")
    rig.until(lambda: rig.view.marks.recording == "REC 0:01")
    assert rig.controls.record.text() == "0:01"
    assert rig.controls.record.isChecked()
    rig.press("R")
    rig.until(lambda: rig.card("recording"))
    assert not rig.view.marks.recording
    assert not rig.controls.record.isChecked()


@pytest.mark.parametrize(("mirror_clips", "left_is_red"), [(False, True), (True, False)])
def test_clips_and_snapshots_are_mirrored_only_when_asked(rig, mirror_clips, left_is_red):
    rig.start()
    rig.click_layout(Layout.SPLIT)
    rig.until(lambda: rig.view.frame.layout is Layout.SPLIT)
    if mirror_clips:
        rig.click_menu(rig.controls.more, "Mirror clips and snapshots too")
    record(rig)
    picture = first_picture(saved_clip(rig))
    assert bool(picture[24, 8, 0] > 150) is left_is_red
    rig.click(rig.controls.snapshot)
    rig.until(lambda: rig.card("snapshot"))
    picture = first_picture(saved_picture(rig))
    assert bool(picture[24, 8, 0] > 150) is left_is_red


def test_a_snapshot_is_saved(rig):
    rig.start()
    rig.press("S")
    rig.until(lambda: rig.card("snapshot"))
    path = saved_picture(rig)
    assert path.parent == rig.pictures
    assert path.suffix == ".png"
    assert first_picture(path).shape == (48, 64, 3)
    rig.click_card("snapshot", "Open folder")
    assert [shown.parent for shown in rig.opened_folders] == [rig.pictures]


@pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")
def test_a_folder_that_is_made_for_pictures_is_for_one_person(rig, tmp_path):
    rig.pictures = tmp_path / "new"
    rig.start()
    rig.press("S")
    rig.until(lambda: rig.card("snapshot"))

    assert stat.S_IMODE(rig.pictures.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_said_and_another_can_be_chosen(rig, tmp_path):
    (tmp_path / "file").write_text("")
    rig.clips = tmp_path / "file" / "clips"
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    notification = rig.card("recording").notification
    assert notification.title == "The folder cannot be written to"
    assert str(rig.clips) in notification.text
    assert [words for words, _ in notification.actions] == ["Choose folder"]
    assert rig.controls.record.isEnabled()
    assert not rig.controls.record.isChecked()


def test_a_disk_that_fills_up_ends_the_clip_and_says_what_was_saved(rig):
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    start = rig.view.frame.source.index
    rig.until(lambda: rig.view.frame.source.index > start + 5)
    stop = rig.live.session.stop_recording

    def full() -> None:
        stop()
        raise NoSpace("The disk is full. The first 1.0 s are saved as clip.mp4.", hint="Free some space.")

    rig.live.session.stop_recording = full
    rig.live.events.listen(SinkFailed(NoSpace("The disk is full.")))
    rig.until(lambda: rig.card("recording"))
    notification = rig.card("recording").notification
    assert notification.title == "The disk is full"
    assert "The first 1.0 s are saved" in notification.text
    assert rig.live.recording.state is RecordingState.IDLE
    start = rig.view.frame.source.index
    rig.until(lambda: rig.view.frame.source.index > start + 5)
    rig.live.session.stop_recording = stop


def test_a_disk_that_keeps_the_clip_waiting_is_told_while_it_does(rig):
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    clip = rig.clips / "toon.mp4"
    rig.live.events.listen(RecordingStalled(clip))
    rig.until(lambda: rig.card("disk"))
    assert str(rig.clips) in rig.card("disk").notification.text
    assert rig.live.recording.state is RecordingState.RECORDING
    rig.live.events.listen(RecordingResumed(clip))
    rig.until(lambda: rig.card("disk") is None)
    rig.live.events.listen(RecordingStalled(clip))
    rig.until(lambda: rig.card("disk"))
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("disk") is None)


def test_a_folder_that_is_renamed_ends_the_clip_which_is_saved_in_it(rig, tmp_path):
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    start = rig.view.frame.source.index
    rig.until(lambda: rig.view.frame.source.index > start + 5)
    rig.clips.rename(tmp_path / "renamed")
    rig.until(lambda: rig.card("recording"))
    notification = rig.card("recording").notification
    assert notification.title == "The folder is gone"
    (clip,) = (tmp_path / "renamed").iterdir()
    assert str(clip) in notification.text
    assert first_picture(clip).shape == (48, 64, 3)
    assert not rig.clips.exists()


def test_a_clip_that_fails_before_its_start_is_told_ends_and_leaves_nothing(rig, monkeypatch):
    rig.start()
    begin, told = rig.live.session.start_recording, threading.Event()

    def start(path: Path, **options: Any) -> None:
        begin(path, **options)
        assert told.wait(20)

    def full(*_: object) -> None:
        raise NoSpace("The disk is full.", hint="Free some space.")

    rig.live.session.start_recording = start
    monkeypatch.setattr(ClipFile, "write", full)
    rig.live.events.event_received.connect(lambda event: told.set() if isinstance(event, SinkFailed) else None)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    notification = rig.card("recording").notification
    assert (notification.title, notification.text.split(". ")[1]) == ("The disk is full", "Nothing was saved")
    assert rig.live.recording.state is RecordingState.IDLE
    assert rig.controls.record.isEnabled()
    assert not rig.view.marks.recording
    assert not any(rig.clips.iterdir())


def test_a_lost_source_and_a_failing_model_do_not_end_the_clip(rig):
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.source("Front").lost.set()
    rig.until(lambda: rig.view.message is not None)
    rig.source("Front").lost.clear()
    rig.until(lambda: rig.view.message is None)
    rig.loader.made[0].failing = True
    rig.until(lambda: rig.card("generator"))
    rig.click_layout(Layout.SIDE_BY_SIDE)
    rig.until(lambda: rig.view.frame.layout is Layout.SIDE_BY_SIDE)
    rig.click(rig.controls.record)
    assert saved_clip(rig).is_file()


def test_a_snapshot_without_a_picture_is_refused(rig):
    rig.source("Front").open_error = SourceBusy("Busy.")
    rig.start(wait=False)
    rig.click(rig.controls.snapshot)
    rig.until(lambda: rig.card("no-picture"))
    assert "no picture yet" in rig.card("no-picture").notification.title


def test_a_busy_camera_does_not_end_the_clip_nor_the_source_before(rig):
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)
    rig.source("Back").open_error = SourceBusy("Busy.")
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.card("source-refused") and rig.view.message is None)
    assert rig.card("source-refused").notification.text == "Busy. “Front” goes on."
    assert rig.controls.source.words == "Front"
    assert rig.source("Front").opened == 2
    rig.click(rig.controls.record)
    assert saved_clip(rig).is_file()


def test_a_snapshot_never_shows_a_source_that_failed(rig):
    rig.start()
    rig.source("Front").reconnects = False
    rig.source("Front").lost.set()
    rig.until(lambda: rig.card("source-error"))
    rig.click(rig.controls.snapshot)
    rig.until(lambda: rig.card("no-picture"))
    assert "no picture yet" in rig.card("no-picture").notification.title
    assert not rig.pictures.exists()


def test_snapshots_taken_at_once_are_files_of_their_own(rig):
    rig.start()
    for _ in range(4):
        rig.window.acts.snapshot.trigger()
    rig.until(lambda: not rig.live.tasks.running)

    assert len(list(rig.pictures.glob("*.png"))) == 4


def test_clips_that_an_earlier_run_could_not_finish_are_offered_and_recovered(rig):
    rig.clips.mkdir()
    for number in range(5):
        leave_recording(rig.clips, f"toon-{number}.mp4", 26)
    rig.start()
    rig.until(lambda: rig.card("recovery"))
    notification = rig.card("recovery").notification
    assert notification.title == "5 clips were not finished"
    assert notification.text.splitlines() == [*(f"toon-{number}.mp4 (1.0 s)" for number in range(3)), "and 2 more"]

    rig.click_card("recovery", "Recover")
    rig.until(lambda: rig.card("recovery") and rig.card("recovery").notification.title == "5 clips were recovered")

    assert sorted(path.name for path in rig.clips.iterdir()) == [f"toon-{number}.mp4" for number in range(5)]
    assert first_picture(rig.clips / "toon-4.mp4").shape == (48, 64, 3)
    rig.click_card("recovery", "Open folder")
    assert [shown.parent for shown in rig.opened_folders] == [rig.clips]


def test_a_clip_that_another_program_recovered_meanwhile_is_no_failure(rig):
    rig.clips.mkdir()
    leave_recording(rig.clips, "toon.mp4", 26)
    rig.start()
    rig.until(lambda: rig.card("recovery"))
    recover(rig.clips / "toon.mp4.part")

    rig.click_card("recovery", "Recover")
    rig.until(lambda: not rig.live.tasks.running)

    assert rig.card("recovery") is None


def test_without_unfinished_clips_nothing_is_offered(rig):
    rig.start()
    record(rig)
    saved_clip(rig)
    assert rig.card("recovery") is None


class SilentFolder:
    """A folder whose disk keeps the next clip from beginning until it answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers = threading.Event()
        begin = ClipFile.begin

        def wait_and_begin(clip: ClipFile) -> None:
            assert self.answers.wait(60)
            begin(clip)

        monkeypatch.setattr(ClipFile, "begin", wait_and_begin)


def test_a_folder_that_does_not_answer_is_told_and_the_clip_can_be_given_up(rig, monkeypatch):
    rig.start()
    disk = SilentFolder(monkeypatch)
    rig.click(rig.controls.record)
    rig.until(rig.controls.record.isEnabled)
    assert rig.controls.record.text() == "Cancel"
    card = rig.card(f"folder {rig.clips}").notification
    assert card.title == "The folder does not answer"
    assert str(rig.clips) in card.text
    rig.until_painted(3)
    rig.click(rig.controls.record)
    assert rig.live.recording.state is RecordingState.IDLE
    assert rig.card(f"folder {rig.clips}") is None
    disk.answers.set()
    rig.until(lambda: not rig.live.tasks.running)
    assert not rig.live.session.recording
    assert not rig.cards
    assert not list(rig.clips.iterdir())


def test_a_clip_begins_when_its_folder_answers_at_last(rig, monkeypatch):
    rig.start()
    disk = SilentFolder(monkeypatch)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card(f"folder {rig.clips}"))
    disk.answers.set()
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    assert rig.card(f"folder {rig.clips}") is None
    rig.until_painted(10)
    rig.click(rig.controls.record)
    assert first_picture(saved_clip(rig)).shape == (48, 64, 3)


def test_a_window_closes_though_the_folder_of_a_clip_that_starts_does_not_answer(rig, monkeypatch):
    rig.start()
    disk = SilentFolder(monkeypatch)
    rig.click(rig.controls.record)
    rig.window.close()
    rig.until(lambda: rig.closed)
    disk.answers.set()
