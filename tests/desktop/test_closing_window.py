"""A window that closes while it records: the clip is saved first; that one cannot be saved is said."""

from __future__ import annotations

import threading

import pytest

from core.errors import WriteError
from desktop.live.clip_recording import RecordingState
from support.video_files import read_video


def start_recording(rig, frames: int = 20) -> None:
    """Click, and wait until so many frames were painted."""
    rig.start()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(frames)


def break_recorder(rig) -> None:
    stop = rig.live.session.stop_recording

    def broken() -> None:
        stop()
        raise WriteError("The clip cannot be written.")

    rig.live.session.stop_recording = broken


def test_closing_while_recording_saves_the_clip(rig):
    start_recording(rig)
    rig.window.close()
    assert rig.window.isVisible()
    assert rig.view.message.title == "Saving…"
    rig.window.close()
    rig.until(lambda: rig.closed)
    (clip,) = rig.clips.iterdir()
    assert clip.suffix == ".mp4"
    assert len(read_video(clip).levels) > 10


@pytest.mark.parametrize("while_it_starts", [False, True])
def test_a_log_out_finds_the_clip_saved_and_the_window_goes_on(rig, while_it_starts):
    if while_it_starts:
        rig.start()
        rig.click(rig.controls.record)
    else:
        start_recording(rig)

    rig.live.save_now()  # the system waits for its return, and Qt's event loop stands still meanwhile

    assert rig.live.recording.state is RecordingState.IDLE
    files = list(rig.clips.iterdir())
    assert all(read_video(file).levels for file in files)
    assert while_it_starts or [file.suffix for file in files] == [".mp4"]
    last = rig.view.frame
    rig.until(lambda: rig.view.frame is not last)


def test_closing_while_the_clip_starts_or_is_saved_waits_for_it(rig):
    rig.start()
    rig.click(rig.controls.record)
    rig.window.close()
    rig.until(lambda: rig.closed or rig.shut_down)
    assert not rig.live.session.recording


def test_a_clip_that_cannot_be_saved_keeps_the_closing_window_open_to_say_so(rig):
    start_recording(rig)
    break_recorder(rig)
    rig.window.close()
    rig.until(lambda: rig.shut_down)
    assert rig.window.isVisible()
    assert rig.card("recording").notification.text == "The clip cannot be written."
    assert rig.view.message.title == "The clip could not be saved"
    rig.window.close()
    rig.until(lambda: not rig.window.isVisible())


@pytest.mark.parametrize("closed_before", [False, True])
def test_where_nobody_may_be_there_a_lost_clip_keeps_no_window_open(rig, closed_before):
    start_recording(rig)
    break_recorder(rig)
    if closed_before:
        rig.window.close()
        rig.until(lambda: rig.shut_down)
        assert rig.window.isVisible()

    rig.presenter.end()

    rig.until(lambda: rig.closed)
    assert rig.presenter.lost_clip is not None


def test_a_snapshot_that_fails_while_the_window_closes_is_no_lost_clip(rig):
    rig.start()
    gate = threading.Event()

    def broken(**_options: object) -> None:
        gate.wait(20)
        raise WriteError("The picture cannot be written.")

    rig.live.session.take_snapshot = broken
    rig.click(rig.controls.snapshot)
    rig.window.close()
    gate.set()
    rig.until(lambda: rig.closed)
