"""How clips and pictures are taken in the real window: the last seconds, pauses, countdown, length, shape, rows."""

from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from core.crop import Crop
from desktop.live.clip_recording import RecordingState
from desktop.window.style import RED
from support.video_files import read_video
from support.window_fakes import HEIGHT_PX, WIDTH_PX
from support.window_rig import WindowRig


def begin_recording(rig: WindowRig) -> None:
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)


@pytest.fixture(autouse=True)
def _many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two the last seconds are remembered only when a person wants it."""
    monkeypatch.setattr("desktop.live.settings.usable_cores", lambda: 8)


def end_recording(rig: WindowRig) -> Path:
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.glob("*.mp4")
    return clip


def choose(rig: WindowRig, part: str, words: str) -> None:
    """Click an entry of one of the menus of how clips are taken."""
    entries = [action for menu in rig.clip_menus() if menu.title() == part for action in menu.actions()]
    next(action for action in entries if action.text() == words).trigger()


def seen_s(rig: WindowRig, seconds: float) -> None:
    """Until the picture has gone on for so long."""
    assert rig.view.frame is not None
    first_ns = rig.view.frame.source.captured_ns
    rig.until(lambda: rig.view.frame and rig.view.frame.source.captured_ns > first_ns + seconds * 1e9)


@pytest.mark.parametrize("by", ["button", "key"])
def test_what_has_just_happened_is_saved(rig: WindowRig, by: str):
    rig.start()
    seen_s(rig, 1)
    if by == "button":
        rig.window.resize(1500, 760)
        rig.until(rig.controls.replay.isVisible)
        rig.click(rig.controls.replay)
    else:
        rig.press("L")
    rig.until(lambda: rig.card("recording"))

    (clip,) = rig.clips.glob("*.mp4")
    assert read_video(clip).duration_s > 0.5


def test_the_last_seconds_are_saved_while_a_clip_goes_on(rig: WindowRig):
    rig.start()
    rig.widen()
    rig.click(rig.controls.microphone)
    rig.until(lambda: rig.controls.microphone.level > 0.4)
    begin_recording(rig)
    seen_s(rig, 1)
    rig.press("L")
    rig.until(lambda: rig.card("recording"))
    assert rig.live.recording.state is RecordingState.RECORDING
    rig.window.notifications.clear()
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))

    for clip in rig.clips.glob("*.mp4"):
        content = read_video(clip)
        assert content.duration_s > 0.7
        assert content.sound_codec == "aac"
    assert len(list(rig.clips.iterdir())) == 2


def test_nothing_is_remembered_when_it_is_switched_off(rig: WindowRig):
    rig.start()
    choose(rig, "Remember the last", "Nothing")

    assert rig.live.settings.current.replay_s == 0
    rig.press("L")
    assert [card.title for card in rig.cards] == ["The last seconds are not remembered"]
    assert not rig.clips.exists()


def test_a_pause_is_left_out(rig: WindowRig):
    rig.start()
    assert not rig.controls.pause.isVisible()
    begin_recording(rig)
    seen_s(rig, 0.5)
    rig.click(rig.controls.pause)
    assert rig.view.marks.recording.startswith("PAUSED")
    seen_s(rig, 1.5)
    rig.press("P")
    assert rig.view.marks.recording.startswith("REC")
    seen_s(rig, 0.5)

    content = read_video(end_recording(rig))

    assert 0.8 < content.duration_s < 2.0
    assert max(later - time for time, later in zip(content.times_s, content.times_s[1:], strict=False)) < 0.6
    assert not rig.controls.pause.isVisible()


def test_a_countdown_runs_before_a_clip_and_can_be_called_off(rig: WindowRig):
    rig.start()
    choose(rig, "Countdown", "3 seconds")
    rig.click(rig.controls.record)
    assert rig.window.take_guide.isVisible()
    assert rig.window.take_guide.count == 3
    rig.press("Esc")
    assert not rig.window.take_guide.isVisible()
    rig.live.settings.update(countdown_s=1)
    rig.click(rig.controls.record)
    assert rig.live.recording.state is RecordingState.IDLE
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)


def test_a_countdown_runs_before_a_picture(rig: WindowRig):
    rig.start()
    rig.live.settings.update(countdown_s=1)
    rig.click(rig.controls.snapshot)
    assert not rig.pictures.exists()
    rig.until(lambda: rig.card("snapshot"))
    assert len(list(rig.pictures.iterdir())) == 1


def test_a_clip_stops_by_itself(rig: WindowRig):
    rig.start()
    choose(rig, "Stop by itself", "After 10 seconds")
    assert rig.live.settings.current.stop_after_s == 10
    rig.live.settings.update(stop_after_s=1)
    begin_recording(rig)

    rig.until(lambda: rig.card("recording"))

    (clip,) = rig.clips.glob("*.mp4")
    assert 0.7 < read_video(clip).duration_s < 2


@pytest.mark.parametrize(("words", "crop"), [("Upright, 9:16", Crop.TALL), ("Square", Crop.SQUARE)])
def test_a_shape_is_shown_and_kept_in_clips_and_pictures(rig: WindowRig, words: str, crop: Crop):
    rig.start()
    choose(rig, "Shape", words)
    kept, picture = rig.window.take_guide.kept_rect(), rig.view.picture_rect()
    assert rig.window.take_guide.isVisible()
    assert kept.center() == picture.center()
    assert kept.height() == pytest.approx(picture.height())
    begin_recording(rig)
    corner = rig.view.grab(QRect(rig.view.width() - 150, 0, 150, 60)).toImage()
    assert RED.rgb() in {corner.pixel(x, y) for x in range(corner.width()) for y in range(corner.height())}, "shaded"
    seen_s(rig, 0.3)
    content = read_video(end_recording(rig))
    rig.click(rig.controls.snapshot)
    rig.until(lambda: rig.card("snapshot"))

    width, height = crop.size(WIDTH_PX, HEIGHT_PX)
    assert (content.width, content.height) == pytest.approx((width, height), abs=1)
    (snapshot,) = rig.pictures.iterdir()
    image = cv2.imread(str(snapshot))
    assert image is not None
    rows, columns = image.shape[:2]
    assert (columns, rows) == pytest.approx((width, height), abs=1)


def test_five_pictures_in_a_row(rig: WindowRig):
    rig.start()
    rig.press("Shift+S")

    rig.until(lambda: rig.pictures.exists() and len(list(rig.pictures.glob("*.png"))) == 5)


def test_the_picture_is_copied(rig: WindowRig):
    rig.start()
    rig.press("Ctrl+C")

    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (WIDTH_PX, HEIGHT_PX)
    assert image.pixelColor(10, 10).blue() > 200


def test_a_better_quality_makes_a_larger_clip(rig: WindowRig):
    rig.start()
    choose(rig, "Quality", "Small files, about 8 MB a minute")
    assert rig.live.settings.current.quality == 26
    begin_recording(rig)
    seen_s(rig, 0.3)
    assert read_video(end_recording(rig)).times_s
