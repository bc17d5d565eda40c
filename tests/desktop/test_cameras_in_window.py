"""The menu of the shown camera as a person meets it: formats, what it really gives, and cameras that come and go."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QFileSystemWatcher
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core.sources.camera_modes import CameraMode
from core.sources.discovery import CameraInfo
from desktop.system.device_watch import DeviceWatch
from support.samples import make_camera, read_settings

MODES = [CameraMode(1920, 1080, 30.0, "MJPG"), CameraMode(1280, 720, 30.0, "MJPG"), CameraMode(64, 48, 20.0)]


@pytest.fixture
def menu(rig) -> QMenu:
    """Of a started window; both cameras offer the same."""
    rig.camera_modes = lambda _camera: MODES
    rig.start()
    rig.until(lambda: rig.live.formats.modes)
    return rig.controls.camera_menu


def entries(menu: QMenu) -> dict[str, bool]:
    menu.aboutToShow.emit()
    return {action.text(): action.isChecked() for action in menu.actions() if action.text()}


def choose(menu: QMenu, words: str) -> None:
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_the_formats_are_listed_in_peoples_words(rig, menu):
    listed = entries(menu)

    assert listed["Automatic (720p, 30 fps)"]
    assert list(listed)[1:3] == ["1080p, 30 fps", "720p, 30 fps"]
    assert not listed["1080p, 30 fps"]


def test_a_chosen_format_is_asked_for_and_remembered(rig, menu):
    choose(menu, "1080p, 30 fps")
    rig.until(lambda: rig.view.message is None and rig.source("Front").opened == 2)
    assert rig.asked["Front"] == MODES[0]
    assert entries(menu)["1080p, 30 fps"]
    rig.close()
    assert read_settings(rig.settings_file).camera_modes == {"Front": "1920x1080@30"}

    rig.start()
    assert rig.asked["Front"].key == "1920x1080@30"


def test_the_other_camera_keeps_its_own(rig, menu):
    choose(menu, "1080p, 30 fps")
    rig.until(lambda: rig.view.message is None and rig.source("Front").opened == 2)
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.view.message is None and rig.live.formats.modes)

    assert rig.asked["Back"] is None
    assert entries(menu)["Automatic (720p, 30 fps)"]


def test_automatic_forgets_the_choice(rig, menu):
    choose(menu, "1080p, 30 fps")
    rig.until(lambda: rig.source("Front").opened == 2 and rig.view.message is None)
    choose(menu, "Automatic (720p, 30 fps)")
    rig.until(lambda: rig.source("Front").opened == 3 and rig.view.message is None)

    assert rig.asked["Front"] is None
    assert rig.live.settings.current.camera_modes == {}


def test_a_camera_that_gives_less_is_said(rig, menu):
    rig.until(lambda: rig.live.session.stats.capture_fps > 10)
    words = next(words for words in entries(menu) if words.startswith("It gives"))

    assert words.startswith("It gives less: 64 ")


def test_a_camera_that_gives_what_was_asked_for_is_said(rig, menu):
    choose(menu, f"64 {chr(215)} 48, 20 fps")
    rig.until(lambda: rig.source("Front").opened == 2 and rig.live.session.stats.capture_fps > 30)

    assert any(words.startswith("It gives 64 ") for words in entries(menu))


def test_of_a_clip_there_is_nothing_to_choose(rig, menu):
    rig.click_menu(rig.controls.source, "Bundled clip")
    rig.until(lambda: rig.live.formats.camera is None)

    assert not menu.isEnabled()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems send messages")
def test_a_camera_that_is_plugged_in_is_listed(rig, qtbot: QtBot, tmp_path: Path):
    (tmp_path / "dev").mkdir()
    watch = DeviceWatch(devices=tmp_path / "dev")
    rig.start()
    watch.changed.connect(rig.live.sources.refresh)
    rig.cameras.append(make_camera("Plugged in"))
    with qtbot.waitSignal(rig.live.sources.cameras_listed, timeout=10_000):
        (tmp_path / "dev" / "video7").touch()

    watch.close()

    assert [camera.name for camera in rig.live.sources.cameras] == ["Front", "Back", "Plugged in"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems send messages")
def test_other_devices_disturb_nobody(qtbot: QtBot, tmp_path: Path):
    watch = DeviceWatch(devices=tmp_path)
    with qtbot.assertNotEmitted(watch.changed, wait=1500):
        (tmp_path / "ttyUSB0").touch()
    watch.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems send messages")
def test_nothing_of_a_closed_window_is_left_to_another_thread(rig):
    """A socket notifier that Python's collector ends on a thread of the engine takes the program with it."""
    rig.start()
    assert rig.live.findChild(QFileSystemWatcher) is None, "its end would be the collector's"
    watch = rig.live.findChild(DeviceWatch)
    assert watch.watching
    rig.close()
    assert not watch.watching


def test_a_listing_of_another_camera_comes_too_late(rig):
    listed: list[CameraInfo] = []

    def modes(camera: CameraInfo) -> list[CameraMode]:
        listed.append(camera)
        return MODES if camera.name == "Front" else MODES[:1]

    rig.camera_modes = modes
    rig.start()
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.live.formats.modes == MODES[:1])

    assert rig.live.formats.camera is not None
    assert rig.live.formats.camera.name == "Back"
