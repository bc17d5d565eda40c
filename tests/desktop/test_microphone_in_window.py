"""The microphone in the real window: its button, meter and menu, the offer, and clips with what it hears."""

from pathlib import Path

import av
import pytest

from core.errors import MicrophoneBusy, MicrophoneLost
from desktop.live.microphone_switch import MicrophoneState
from support.video_files import read_video
from support.window_rig import WindowRig


def entries(rig: WindowRig) -> dict[str, bool]:
    """The words of the microphone menu, and which are ticked."""
    return {action.text(): action.isChecked() for action in rig.controls.microphone_menu.actions() if action.text()}


def newest_ns(rig: WindowRig) -> int:
    """When the picture that is shown was captured."""
    assert rig.view.frame is not None
    return rig.view.frame.source.captured_ns


def record(rig: WindowRig, seconds: float = 0.7) -> Path:
    """A clip, recorded by clicks; its path."""
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)
    first = newest_ns(rig)
    rig.until(lambda: newest_ns(rig) > first + seconds * 1e9)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.glob("*.mp4")
    return clip


def test_it_is_off_at_first_and_offered_once(rig: WindowRig):
    rig.is_first_start = True
    rig.start()
    assert not rig.window.acts.microphone.isChecked()
    assert not any(microphone.opened for microphone in rig.microphones)

    rig.until(lambda: rig.card("microphone"))
    rig.click_card("microphone", "Switch the microphone on")
    rig.until(lambda: rig.live.microphone.state is MicrophoneState.HEARD)
    assert rig.live.settings.current.sound

    rig.close()
    rig.start()
    assert rig.card("microphone") is None
    rig.until(lambda: rig.live.microphone.state is MicrophoneState.HEARD)


def test_it_is_offered_only_where_there_is_one(rig: WindowRig):
    rig.is_first_start = True
    plugged_in_later, rig.microphones = rig.microphones, []
    rig.build()
    with rig.qtbot.waitSignal(rig.live.microphone.listed):
        rig.presenter.start(None, None)
    assert rig.card("microphone") is None
    rig.close()

    rig.microphones = plugged_in_later
    rig.start()
    rig.until(lambda: rig.card("microphone"))


@pytest.mark.parametrize("by", ["button", "key"])
def test_the_button_opens_and_closes_it_and_the_meter_moves(rig: WindowRig, by: str):
    rig.start()
    rig.widen()

    def switch() -> None:
        rig.click(rig.controls.microphone) if by == "button" else rig.press("U")

    switch()
    rig.until(lambda: rig.controls.microphone.level > 0.4)
    assert rig.microphones[0].is_open
    switch()
    rig.until(lambda: not rig.microphones[0].is_open)
    assert rig.controls.microphone.level == 0
    assert "silent" in rig.window.acts.microphone.toolTip()


def test_one_is_chosen_by_its_name_and_remembered(rig: WindowRig):
    rig.start()
    menu = rig.controls.microphone_menu
    menu.popup(rig.window.pos())
    width = menu.width()
    rig.until(lambda: "Headset" in entries(rig))
    assert menu.width() >= width, "it leaves the menu that it belongs to"
    menu.close()
    assert entries(rig)["The system's choice"]
    next(action for action in menu.actions() if action.text() == "Headset").trigger()
    rig.until(lambda: rig.microphones[1].is_open)
    rig.close()

    rig.microphones.pop(0)
    rig.start()
    rig.until(lambda: rig.microphones[0].is_open)
    assert rig.live.settings.current.microphone == "Headset"


def test_a_clip_has_the_sound(rig: WindowRig):
    rig.start()
    rig.widen()
    rig.click(rig.controls.microphone)
    rig.until(lambda: rig.controls.microphone.level > 0.4)

    content = read_video(record(rig))

    assert content.sound_codec == "aac"
    assert content.sound_s == pytest.approx(content.duration_s, abs=0.25)


def test_a_clip_without_a_microphone_has_no_track_of_sound(rig: WindowRig):
    rig.start()

    clip = record(rig)

    with av.open(str(clip)) as opened:
        assert not opened.streams.audio


def test_one_that_is_unplugged_while_recording_is_told_and_the_clip_goes_on(rig: WindowRig):
    rig.start()
    rig.widen()
    rig.click(rig.controls.microphone)
    rig.until(lambda: rig.controls.microphone.level > 0.4)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)
    rig.microphones[0].lost.set()
    rig.until(lambda: rig.card("microphone"))

    card = rig.card("microphone")
    assert card is not None
    assert card.notification.title == "The microphone is gone"
    assert "Clips go on without sound." in card.notification.text
    rig.microphones[0].lost.clear()
    rig.until(lambda: rig.card("microphone") is None)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    (clip,) = rig.clips.glob("*.mp4")
    assert read_video(clip).sound_codec == "aac"


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (MicrophoneBusy("Another program has it.", hint="Close it."), "The microphone is in use"),
        (MicrophoneLost("Nothing comes.", hint="Plug it in again."), "The microphone is gone"),
    ],
)
def test_one_that_cannot_be_opened_is_told_in_words(rig: WindowRig, error: Exception, title: str):
    rig.microphones[0].open_error = error
    rig.start()
    rig.widen()
    rig.click(rig.controls.microphone)
    rig.until(lambda: rig.card("microphone"))

    card = rig.card("microphone")
    assert card is not None
    assert card.notification.title == title
    assert "Nothing comes" in rig.window.acts.microphone.toolTip()


def test_macos_may_deny_it(rig: WindowRig):
    rig.request_microphone_access = lambda answered: answered(False)
    rig.start()
    rig.widen()
    rig.click(rig.controls.microphone)
    rig.until(lambda: rig.card("microphone"))

    assert not rig.microphones[0].opened
