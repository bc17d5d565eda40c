"""What is particular to cameras: colours, failed reads, being lost and found again."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import pytest

from core.errors import SourceBusy, SourceDisconnected, SourceError, SourceFormatRefused, SourceNotFound
from core.sources.camera import CameraSource
from core.sources.discovery import CameraInfo, find_camera
from support.fake_camera import CAMERA, FakeCapture, bgr, camera


class WaitingCapture(FakeCapture):
    """After its images it waits for a next one, for `select_s` or until it is released."""

    def __init__(self, *reads: np.ndarray | None, select_s: float) -> None:
        super().__init__(*reads)
        self.entered = threading.Event()
        self.released_in_read = False
        self._select_s = select_s
        self._freed = threading.Event()

    def read(self) -> tuple[bool, np.ndarray | None]:
        delivered, image = super().read()
        if not delivered:
            self.entered.set()
            self.released_in_read = self._freed.wait(self._select_s)
        return delivered, image

    def release(self) -> None:
        super().release()
        self._freed.set()


def test_camera_pictures_become_rgb():
    source = camera(FakeCapture(bgr(1, 2, 3), bgr(1, 2, 3)))
    source.open()

    assert source.read()[0, 0].tolist() == [3, 2, 1]


def test_grey_camera_pictures_become_rgb():
    grey = np.full((48, 64), 7, np.uint8)
    source = camera(FakeCapture(grey, grey))
    source.open()

    assert source.read()[0, 0].tolist() == [7, 7, 7]


def test_a_camera_survives_a_few_failed_reads():
    source = camera(FakeCapture(bgr(1, 1, 1), None, None, bgr(2, 2, 2)))
    source.open()

    assert source.read()[0, 0, 0] == 2


def test_a_camera_with_pictures_of_an_unknown_kind_is_not_called_busy():
    capture = FakeCapture(np.full((48, 64, 3), 7, np.uint16))

    with pytest.raises(SourceFormatRefused, match="unknown kind"):
        camera(capture).open()
    assert capture.released


def test_a_camera_that_stops_is_disconnected():
    source = camera(FakeCapture(bgr(1, 1, 1)))
    source.open()

    with pytest.raises(SourceDisconnected, match="Fake camera"):
        source.read()


def test_a_camera_that_is_silent_for_seconds_is_disconnected_soon():
    now_s = 0.0

    class Silent(FakeCapture):
        def read(self) -> tuple[bool, np.ndarray | None]:
            nonlocal now_s
            now_s += 1.0
            return super().read()

    source = CameraSource(CAMERA, open_capture=lambda *_: Silent(bgr(1, 1, 1)), clock=lambda: now_s)
    source.open()
    opened_s = now_s

    with pytest.raises(SourceDisconnected):
        source.read()
    assert now_s - opened_s <= 4


def test_a_silent_camera_is_given_up_by_opencv_after_a_second():
    assert os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] == "1"


@pytest.mark.parametrize(("select_s", "patience_s", "freed"), [(0.2, 5.0, False), (20.0, 0.05, True)])
def test_only_a_read_that_hangs_is_freed_by_releasing_the_camera(select_s: float, patience_s: float, freed: bool):
    capture = WaitingCapture(bgr(1, 1, 1), select_s=select_s)
    source = CameraSource(CAMERA, open_capture=lambda *_: capture, longest_read_s=patience_s)
    source.open()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(source.read)
        assert capture.entered.wait(5)
        source.close()

    assert isinstance(reading.exception(), SourceDisconnected)
    assert capture.released
    assert capture.released_in_read is freed


def test_a_busy_camera_is_released_and_can_be_tried_again():
    refused, silent, good = FakeCapture(opened=False), FakeCapture(), FakeCapture(bgr(1, 1, 1), bgr(1, 1, 1))
    source = camera(refused, FakeCapture(opened=False), silent, good)

    with pytest.raises(SourceBusy):
        source.open()
    with pytest.raises(SourceBusy, match="no picture"):
        source.open()
    assert refused.released
    assert silent.released
    assert source.open().width == 64


def test_a_camera_that_was_lost_is_looked_up_before_it_is_opened_again():
    other = replace(CAMERA, name="Other camera")
    moved = replace(CAMERA, id="/nowhere/video1", index=1)
    listed = [other]
    opened: list[int] = []

    def open_capture(index: int, _api: int, _options: Sequence[int]) -> FakeCapture:
        opened.append(index)
        return FakeCapture(bgr(1, 1, 1))

    source = CameraSource(CAMERA, open_capture=open_capture, list_cameras=lambda: listed)
    source.open()
    source.close()
    with pytest.raises(SourceNotFound, match="Fake camera"):
        source.open()
    listed.append(moved)
    source.open()

    assert opened == [0, 1]


def test_a_camera_whose_driver_lacks_an_option_opens_as_it_is():
    asked: list[Sequence[int]] = []

    def open_capture(_index: int, _api: int, options: Sequence[int]) -> FakeCapture:
        asked.append(options)
        return FakeCapture(bgr(1, 1, 1), opened=not options)

    assert CameraSource(CAMERA, open_capture=open_capture).open().width == 64
    assert len(asked) == 2


def test_the_mac_is_not_asked_for_a_coding_it_does_not_know():
    asked: list[Sequence[int]] = []

    def open_capture(_index: int, _api: int, options: Sequence[int]) -> FakeCapture:
        asked.append(options)
        return FakeCapture(bgr(1, 1, 1))

    CameraSource(replace(CAMERA, api=cv2.CAP_AVFOUNDATION), open_capture=open_capture).open()

    assert cv2.CAP_PROP_FOURCC not in asked[0][::2]
    assert cv2.CAP_PROP_FRAME_WIDTH in asked[0][::2]


def test_a_missing_camera_device_is_not_found():
    info = CameraInfo(id="/dev/video-none", name="Gone", backend="V4L2", index=9, api=cv2.CAP_V4L2)

    with pytest.raises(SourceNotFound, match="Gone"):
        CameraSource(info, open_capture=lambda *_: FakeCapture(opened=False)).open()


def test_deep_colour_is_refused():
    deep = np.zeros((48, 64, 3), np.uint16)
    with pytest.raises(SourceError):
        camera(FakeCapture(deep, deep)).open()


def test_a_camera_number_out_of_range_is_not_found():
    with pytest.raises(SourceNotFound):
        find_camera(99)
