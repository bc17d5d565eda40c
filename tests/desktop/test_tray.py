"""A clip and the camera for others go on without the window where the person chose so, who is asked once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox, QSystemTrayIcon

from desktop.live.clip_recording import RecordingState
from desktop.live.settings import Settings
from support.samples import read_settings, write_settings
from support.video_files import read_video
from support.window_rig import WindowRig


@pytest.fixture(autouse=True)
def there_is_a_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))


def record(rig: WindowRig) -> None:
    rig.window.acts.record.trigger()
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    rig.until_painted(5)


def answer(rig: WindowRig, words: str) -> None:
    (box,) = rig.window.findChildren(QMessageBox)
    rig.until(box.isVisible)
    rig.click(next(button for button in box.buttons() if button.text() == words))


def test_it_is_asked_once_and_the_clip_goes_on_until_the_icon_brings_the_window_back(rig: WindowRig):
    rig.start()
    record(rig)
    rig.window.close()
    assert rig.window.isVisible(), "it asks first"
    answer(rig, "Go on in the tray")
    tray = rig.presenter.tray.tray
    rig.until(lambda: not rig.window.isVisible())
    assert tray.shown
    assert rig.live.session.recording
    rig.until(lambda: "REC" in tray.icon.toolTip())
    assert [action.text() for action in tray.menu.actions() if action.text()] == [
        "Show the window",
        "Stop and save the clip",
        "Save the last seconds",
        "Camera for other programs",
        "Quit",
    ]
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    rig.until(rig.window.isVisible)
    assert not tray.shown
    rig.window.close()
    rig.until(lambda: not rig.window.isVisible())
    assert tray.shown, "it is not asked again"
    assert rig.live.session.recording


def test_quitting_from_the_tray_saves_the_clip_and_ends(rig: WindowRig):
    write_settings(Settings(in_tray=True), rig.settings_file)
    rig.start()
    record(rig)
    rig.window.close()
    rig.until(lambda: rig.presenter.tray.tray.shown)
    rig.window.acts.quit.trigger()
    rig.until(lambda: rig.shut_down)
    (clip,) = rig.clips.iterdir()
    assert len(read_video(clip).levels) >= 5
    assert not rig.window.isVisible()
    assert not rig.presenter.tray.tray.shown


def test_who_wants_to_finish_is_asked_once(rig: WindowRig):
    rig.start()
    rig.window.acts.virtual_camera.trigger()
    rig.until(lambda: rig.view.marks.camera == "Toon camera on")
    rig.window.close()
    answer(rig, "Finish and quit")
    rig.until(lambda: rig.closed)
    assert read_settings(rig.settings_file).in_tray is False


def test_a_question_that_is_dismissed_changes_nothing(rig: WindowRig):
    rig.start()
    record(rig)
    rig.window.close()
    answer(rig, "Cancel")
    assert rig.window.isVisible()
    assert rig.live.session.recording
    assert rig.live.settings.current.in_tray is None


def test_with_nothing_at_work_closing_ends_the_program(rig: WindowRig):
    write_settings(Settings(in_tray=True), rig.settings_file)
    rig.start()
    rig.window.close()
    rig.until(lambda: rig.closed)


def test_where_the_system_ends_the_program_nobody_is_asked(rig: WindowRig):
    rig.start()
    record(rig)
    rig.presenter.end()
    rig.until(lambda: rig.closed)
    assert len(list(rig.clips.glob("*.mp4"))) == 1


def test_in_the_tray_a_saved_clip_is_told(rig: WindowRig, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, title, *_: told.append(title))
    write_settings(Settings(in_tray=True), rig.settings_file)
    rig.start()
    record(rig)
    rig.window.close()
    rig.until(lambda: rig.presenter.tray.tray.shown)
    stop = rig.presenter.tray.tray.menu.actions()[2]
    assert stop.text() == "Stop and save the clip"
    stop.trigger()
    rig.until(lambda: told)
    assert told[0].startswith("Saved ")
    rig.window.acts.quit.trigger()
    rig.until(lambda: rig.shut_down)
