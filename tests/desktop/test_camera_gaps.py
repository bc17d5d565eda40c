"""A camera that is unplugged while a clip is recorded: the clip goes on, and the gap is said."""

from __future__ import annotations

import itertools
import time

import av

from desktop.live.clip_recording import RecordingState


def record(rig) -> None:
    rig.window.acts.record.trigger()
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)


def unplug(rig, waits_s: float) -> None:
    rig.source("Front").lost.set()
    rig.until(lambda: rig.view.message is not None)
    began_s = time.monotonic()
    rig.until(lambda: time.monotonic() - began_s > waits_s)


def saved_clip(rig):
    rig.window.acts.record.trigger()
    rig.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.glob("*.mp4")
    return clip


def test_the_clip_goes_on_and_the_gap_is_said(rig):
    rig.start()
    record(rig)
    rig.until_painted(3)
    unplug(rig, 1.2)
    assert rig.view.message.text == "“Front” is gone. The clip goes on with its last picture."
    assert rig.live.recording.state is RecordingState.RECORDING
    rig.source("Front").lost.clear()
    rig.until(lambda: rig.view.message is None)
    seen = rig.view.frame
    rig.until(lambda: rig.view.frame is not seen)
    clip = saved_clip(rig)

    note = rig.card("camera-gap")
    assert note.notification.title == "The camera was away while the clip was recorded"
    assert note.notification.text.endswith("the last picture stands in for it.")
    with av.open(str(clip)) as container:
        times_s = [frame.time for frame in container.decode(video=0)]
    gaps_s = [after - before for before, after in itertools.pairwise(times_s)]
    assert 1.2 <= max(gaps_s) < 20, "the last picture stays until the camera is back"
    assert times_s == sorted(times_s)


def test_a_clip_that_ends_without_the_camera_is_saved_without_a_word(rig):
    rig.start()
    record(rig)
    rig.until_painted(3)
    unplug(rig, 0.6)
    saved_clip(rig)

    assert not rig.card("camera-gap")


def test_a_gap_is_said_of_its_own_clip_alone(rig):
    rig.start()
    unplug(rig, 0.6)
    rig.source("Front").lost.clear()
    rig.until(lambda: rig.view.message is None)
    record(rig)
    rig.until_painted(3)
    saved_clip(rig)

    assert not rig.card("camera-gap")
