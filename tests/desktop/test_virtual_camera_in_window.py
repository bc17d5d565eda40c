"""The camera for other programs with clicks and keys, over a stand-in of the system's way to offer one."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import SourceBusy, VirtualCameraError
from core.events import SinkFailed
from core.frame import Layout
from core.i420 import to_i420
from core.virtual_camera.events import Readers
from core.virtual_camera.pipewire.camera import PipeWireCamera
from core.virtual_camera.yuv import YuvFormat, to_yuv
from desktop.live.clip_recording import RecordingState
from desktop.window.resting_picture import resting_picture
from support.fake_camera_output import FakeCameraOutput
from support.pipewire_service import Reader, pipewire_service
from support.window_fakes import BLUE

SWITCH, MIRROR = "Camera for other programs", "Mirror the camera for other programs"


@pytest.fixture
def output(rig) -> FakeCameraOutput:
    output = FakeCameraOutput(Readers.NONE)
    rig.camera_outputs = [output]
    return output


def switch_on(rig, output: FakeCameraOutput, readers: Readers = Readers.SOME) -> None:
    output.set_readers(readers)
    rig.click_menu(rig.controls.more, SWITCH)
    rig.until(lambda: rig.view.marks.camera == ("Toon camera in use" if readers is Readers.SOME else "Toon camera on"))


def test_the_toon_is_offered_and_it_is_seen_whether_anybody_reads(rig, output: FakeCameraOutput):
    rig.start()
    assert not output.is_open
    switch_on(rig, output, Readers.NONE)
    card = rig.card("virtual-camera")
    assert card.notification.title == "Other programs can choose the camera “Fake”"
    assert card.notification.text == "Every program lists it."
    output.set_readers(Readers.SOME)
    rig.until(lambda: rig.view.marks.camera == "Toon camera in use")
    rig.until(lambda: output.sent)

    toon = output.luma(output.sent[-1])
    assert toon[360, 640] < 60  # blue
    output.set_readers(Readers.NONE)
    rig.until(lambda: rig.view.marks.camera == "Toon camera on")
    rig.click_menu(rig.controls.more, SWITCH)
    rig.until(lambda: not output.is_open)
    assert not rig.view.marks.camera
    assert not rig.card("virtual-camera")


def test_a_key_switches_it(rig, output: FakeCameraOutput):
    rig.start()
    rig.press("C")
    rig.until(lambda: rig.view.marks.camera == "Toon camera on")
    assert rig.window.acts.virtual_camera.isChecked()
    rig.press("C")
    rig.until(lambda: not output.is_open)
    assert not rig.window.acts.virtual_camera.isChecked()


def test_two_clicks_while_it_starts_leave_it_off(rig, output: FakeCameraOutput):
    rig.start()
    rig.press("C")
    rig.press("C")
    rig.until(lambda: not rig.live.tasks.running)
    assert not output.is_open
    assert not rig.view.marks.camera
    assert not rig.card("virtual-camera")


def test_it_is_on_again_the_next_time_and_says_nothing(rig, output: FakeCameraOutput):
    rig.start()
    switch_on(rig, output)
    rig.close()
    assert not output.is_open
    rig.start()
    rig.until(lambda: rig.view.marks.camera == "Toon camera in use")
    assert not rig.card("virtual-camera")


def test_it_has_a_mirror_of_its_own(rig, output: FakeCameraOutput):
    rig.start()
    rig.click_layout(Layout.SPLIT)
    rig.until(lambda: rig.view.frame.layout is Layout.SPLIT)
    assert rig.view.mirrored
    switch_on(rig, output)

    def left_is_brighter() -> bool:
        """Red, the original, is brighter than the blue toon."""
        shown = output.luma(output.sent[-1])
        return bool(shown[360, 440] > shown[360, 840])

    rig.until(lambda: output.sent and left_is_brighter())
    rig.click_menu(rig.controls.more, MIRROR)
    rig.until(lambda: not left_is_brighter())
    rig.close()
    rig.start()
    rig.until(lambda: rig.view.marks.camera == "Toon camera in use")
    assert rig.window.acts.mirror_virtual_camera.isChecked()
    rig.until(lambda: not left_is_brighter())


def test_where_there_is_none_it_says_why_and_tries_again(rig, output: FakeCameraOutput):
    output.opens_that_fail = 1
    rig.start()
    rig.press("C")
    rig.until(lambda: rig.card("virtual-camera"))
    notification = rig.card("virtual-camera").notification
    assert (notification.title, notification.text) == (
        "No camera for other programs here",
        "The service is not running.",
    )
    assert not rig.window.acts.virtual_camera.isChecked()
    rig.click_card("virtual-camera", "Try again")
    rig.until(lambda: rig.view.marks.camera == "Toon camera on")


def test_a_camera_that_goes_away_is_told_until_it_comes_back(rig, output: FakeCameraOutput):
    rig.start()
    switch_on(rig, output)
    output.opens_that_fail = 1
    output.lose()
    rig.until(lambda: rig.card("virtual-camera-away"))
    assert rig.view.marks.camera == "Toon camera away"
    rig.until(lambda: rig.view.marks.camera == "Toon camera in use")
    assert not rig.card("virtual-camera-away")


def test_a_camera_that_fails_ends_no_clip(rig, output: FakeCameraOutput):
    rig.start()
    switch_on(rig, output)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.live.recording.state is RecordingState.RECORDING)
    start = rig.view.frame.source.index
    rig.live.events.listen(SinkFailed(VirtualCameraError("The virtual camera failed.")))
    rig.until(lambda: not output.is_open)
    rig.until(lambda: rig.view.frame.source.index > start + 20)

    assert rig.live.recording.state is RecordingState.RECORDING
    assert rig.card("virtual-camera").notification.text == "The virtual camera failed."


def test_without_a_picture_programs_see_that_it_rests(rig, output: FakeCameraOutput):
    rig.source("Front").open_error = SourceBusy("Busy.")
    rig.start(wait=False)
    switch_on(rig, output)
    rig.until(lambda: output.sent)

    assert np.array_equal(output.sent[-1], to_yuv(to_i420(resting_picture()), YuvFormat.I420))


def test_the_resting_picture_has_the_words_in_its_middle(rig):
    image = resting_picture()
    assert image.shape == (720, 1280, 3)
    assert (image[400:560, 300:980] > 200).any()
    assert not (image[:, :200] > 100).any()


def test_another_program_reads_the_toon(rig, monkeypatch: pytest.MonkeyPatch):
    with pipewire_service() as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        rig.camera_outputs = [PipeWireCamera()]
        rig.start()
        rig.press("C")
        rig.until(lambda: rig.card("virtual-camera"))
        reader = Reader(service, "videoconvert ! video/x-raw,format=RGB,width=1280,height=720", 1280 * 720 * 3)
        rig.until(lambda: rig.view.marks.camera == "Toon camera in use")
        shown = reader.wait_for(1)[-1].reshape(720, 1280, 3)
        reader.close()
        rig.until(lambda: rig.view.marks.camera == "Toon camera on")
        rig.close()

    assert np.abs(shown[360, 640].astype(int) - BLUE).max() <= 40  # GStreamer takes another matrix for this size
    assert not shown[360, 40].any()  # a bar beside the picture of 4:3


def test_a_camera_that_is_on_ends_with_the_window(rig, output: FakeCameraOutput):
    rig.start()
    switch_on(rig, output)
    rig.close()
    assert not output.is_open
