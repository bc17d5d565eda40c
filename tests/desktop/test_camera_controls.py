"""Exposure, white balance and zoom: from the menu over the dialog to the driver."""

from __future__ import annotations

import errno

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSlider

from core.errors import SourceError
from core.sources.camera_controls import ControlKind, read_controls, set_control
from core.sources.discovery import CameraInfo
from desktop.window.camera_dialog import CameraDialog
from support.fake_controls import BRIGHTNESS, EXPOSURE, EXPOSURE_TIME, WHITE_AUTO, ZOOM, FakeControls
from support.fake_v4l2 import FakeDriver
from support.samples import make_camera


def open_dialog(rig) -> CameraDialog:
    menu = rig.controls.camera_menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().startswith("Exposure")).trigger()
    rig.until(lambda: rig.window.findChild(CameraDialog) or rig.card("camera-controls"))
    return rig.window.findChild(CameraDialog)


def named(dialog: CameraDialog, kind: type, name: str):
    return next(widget for widget in dialog.findChildren(kind) if widget.accessibleName() == name)


def test_controls_are_listed_in_the_order_in_which_people_look_for_them():
    controls = FakeControls().read(make_camera("Front"))

    assert [control.title for control in controls] == [
        "Exposure",
        "Exposure time",
        "Brightness",
        "Automatic white balance",
        "Zoom",
    ]
    assert [control.kind for control in controls][:2] == [ControlKind.MENU, ControlKind.RANGE]
    assert not controls[1].is_usable


def test_a_slider_sets_the_driver(rig):
    rig.start()
    dialog = open_dialog(rig)
    named(dialog, QSlider, "Zoom").setValue(250)
    rig.until(lambda: rig.controls_of.driver.controls[ZOOM].value == 250)
    named(dialog, QCheckBox, "Automatic white balance").click()
    rig.until(lambda: rig.controls_of.driver.controls[WHITE_AUTO].value == 0)
    dialog.close()


def test_what_one_control_allows_of_another_is_seen(rig):
    rig.start()
    dialog = open_dialog(rig)
    slider = named(dialog, QSlider, "Exposure time")
    assert not slider.isEnabled()
    box = named(dialog, QComboBox, "Exposure")
    assert box.currentText() == "Automatic"
    box.setCurrentIndex(box.findText("Manual"))
    box.activated.emit(box.currentIndex())
    rig.until(slider.isEnabled)
    assert rig.controls_of.driver.controls[EXPOSURE].value == 1
    slider.setValue(500)
    rig.until(lambda: rig.controls_of.driver.controls[EXPOSURE_TIME].value == 500)
    dialog.close()


def test_defaults_are_one_click_away(rig):
    rig.start()
    dialog = open_dialog(rig)
    named(dialog, QSlider, "Brightness").setValue(10)
    rig.until(lambda: rig.controls_of.driver.controls[BRIGHTNESS].value == 10)
    dialog.reset.emit()
    rig.until(lambda: named(dialog, QSlider, "Brightness").value() == 128)
    assert rig.controls_of.driver.controls[BRIGHTNESS].value == 128
    dialog.close()


def test_a_driver_that_refuses_is_said(rig):
    rig.start()
    dialog = open_dialog(rig)
    rig.controls_of.driver.controls[ZOOM].maximum = 200
    named(dialog, QSlider, "Zoom").setValue(400)
    rig.until(lambda: rig.card("camera-controls"))
    assert "Zoom of the camera “Front” cannot be set" in rig.card("camera-controls").notification.text
    dialog.close()


def test_a_camera_without_controls_is_said(rig):
    rig.controls_of.driver = FakeDriver()
    rig.start()
    assert open_dialog(rig) is None
    assert rig.card("camera-controls").notification.title == "Nothing to set of “Front”"


@pytest.mark.parametrize("api", [200, 0])
def test_a_camera_that_is_gone_has_nothing_to_set(api):
    camera = CameraInfo("/nowhere/video0", "Gone", "V4L2", 0, api)

    assert read_controls(camera) == []
    with pytest.raises(SourceError, match="cannot be set"):
        set_control(camera, ZOOM, 100)


def test_a_driver_that_fails_has_nothing_to_set():
    fake = FakeControls()
    fake.driver = FakeDriver(fails=errno.EIO)

    assert fake.read(make_camera("Front")) == []
