"""What a camera offers, read from a driver behind the kernel's interface, and told in people's words."""

import errno
import sys
from collections.abc import Sequence
from ctypes import Structure, sizeof
from pathlib import Path

import cv2
import psutil
import pytest

from core.sources import camera_modes as modes_module
from core.sources import v4l2
from core.sources.camera import CameraSource
from core.sources.camera_modes import CameraMode, camera_modes, choices_of, mode_of_key, size_words, usual_mode
from core.sources.discovery import CameraInfo
from core.sources.v4l2 import Request, V4l2Device
from support.fake_camera import CAMERA, FakeCapture, bgr
from support.fake_v4l2 import WEBCAM, FakeControl, FakeDriver

TIMES = "\N{MULTIPLICATION SIGN}"
STRUCTURES = {
    Request.ENUM_FORMATS: v4l2.FormatDescription,
    Request.ENUM_SIZES: v4l2.FrameSize,
    Request.ENUM_INTERVALS: v4l2.FrameInterval,
    Request.QUERY_CONTROL: v4l2.ControlDescription,
    Request.QUERY_MENU: v4l2.MenuEntry,
    Request.GET_CONTROL: v4l2.ControlValue,
    Request.SET_CONTROL: v4l2.ControlValue,
}


@pytest.fixture
def device_file(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


@pytest.mark.parametrize("request_number", Request)
def test_each_structure_has_the_size_that_its_request_names(request_number: Request):
    assert request_number >> 16 & 0x3FFF == sizeof(STRUCTURES[request_number])


def listed(path: Path, driver: v4l2.Ioctl) -> list[tuple[str, int, int, float]]:
    with V4l2Device(path, ioctl=driver) as device:
        return list(device.formats())


def test_the_formats_of_a_webcam(device_file: Path):
    found = listed(device_file, FakeDriver())

    assert ("MJPG", 1920, 1080, 30.0) in found
    assert ("YUYV", 1280, 720, 10.0) in found
    assert len(found) == sum(len(rates) for sizes in WEBCAM.values() for rates in sizes.values())


def test_a_driver_that_takes_any_size_is_asked_for_the_usual_ones(device_file: Path):
    def any_size(_descriptor: int, request: int, asked: Structure) -> None:
        if getattr(asked, "index", 0):
            raise OSError(errno.EINVAL, "no more")
        match request:
            case Request.ENUM_FORMATS:
                asked.pixelformat = int.from_bytes(b"YUYV", "little")
            case Request.ENUM_SIZES:
                asked.type = 3
                steps = asked.size.stepwise
                steps.min_width, steps.max_width, steps.step_width = 32, 1280, 16
                steps.min_height, steps.max_height, steps.step_height = 32, 720, 8
            case _:
                asked.type = 2
                asked.interval.stepwise[0].numerator, asked.interval.stepwise[0].denominator = 1, 60

    found = listed(device_file, any_size)

    assert ("YUYV", 1280, 720, 60.0) in found
    assert all(width <= 1280 for _, width, _, _ in found)
    assert not any(height == 540 for _, _, height, _ in found), "540 is no multiple of 8"


def test_a_driver_without_an_end_is_left(device_file: Path):
    assert len(listed(device_file, FakeDriver({"MJPG": {(640, 480): ((1, 30),)}}, endless=True))) == 256


def test_a_person_gets_each_size_once_and_the_quicker_coding():
    chosen = choices_of(
        CameraMode(width, height, denominator / numerator, coding)
        for coding, sizes in WEBCAM.items()
        for (width, height), rates in sizes.items()
        for numerator, denominator in rates
    )

    assert [(mode.words, mode.coding) for mode in chosen] == [
        ("1080p, 30 fps", "MJPG"),
        ("720p, 60 fps", "MJPG"),
        ("720p, 30 fps", "MJPG"),
        (f"640 {TIMES} 480, 30 fps", "YUYV"),
    ]
    assert usual_mode(chosen).key == "1280x720@30"


@pytest.mark.parametrize(
    ("sizes", "usual"),
    [
        ([(1920, 1080, 30), (640, 480, 30)], (640, 480)),
        ([(1920, 1080, 30), (1280, 720, 5)], (1920, 1080)),
        ([(1280, 720, 7.5)], (1280, 720)),
        ([], (1280, 720)),
    ],
)
def test_where_nobody_chose_the_nearest_to_720p_that_is_quick(
    sizes: Sequence[tuple[int, int, float]], usual: tuple[int, int]
):
    mode = usual_mode([CameraMode(*size) for size in sizes])

    assert (mode.width, mode.height) == usual


@pytest.mark.parametrize("fails", [errno.EACCES, errno.ENODEV, errno.EIO])
def test_where_the_driver_does_not_say_the_usual_sizes_are_offered(
    fails: int, device_file: Path, monkeypatch: pytest.MonkeyPatch
):
    def refusing(path: Path) -> V4l2Device:
        return V4l2Device(path, ioctl=FakeDriver(fails=fails))

    monkeypatch.setattr(modes_module, "V4l2Device", refusing)
    found = camera_modes(CameraInfo(str(device_file), "Cam", "V4L2", 0, cv2.CAP_V4L2))

    assert [mode.words for mode in found] == ["1080p, 30 fps", "720p, 30 fps", f"640 {TIMES} 480, 30 fps"]


def test_a_mode_is_remembered_by_its_size_and_rate():
    mode = CameraMode(1280, 720, 30.0, "MJPG")

    assert mode_of_key(mode.key, [mode]) is mode
    assert mode_of_key("1920x1080@59.94") == CameraMode(1920, 1080, 59.94)
    assert mode_of_key("no mode") is None


@pytest.mark.parametrize(
    ("size", "words"), [((3840, 2160), "4K"), ((1920, 1080), "1080p"), ((800, 600), f"800 {TIMES} 600")]
)
def test_sizes_in_peoples_words(size: tuple[int, int], words: str):
    assert size_words(*size) == words


def asked_of(options: Sequence[int]) -> dict[int, int]:
    return dict(zip(options[::2], options[1::2], strict=True))


@pytest.mark.parametrize(
    ("chosen", "size", "coding"),
    [(None, (1280, 720), "MJPG"), (CameraMode(640, 480, 30.0, "YUYV"), (640, 480), "YUYV")],
)
def test_the_camera_is_asked_for_what_was_chosen(chosen: CameraMode | None, size: tuple[int, int], coding: str):
    asked: list[Sequence[int]] = []

    def open_capture(_index: int, _api: int, options: Sequence[int]) -> FakeCapture:
        asked.append(options)
        return FakeCapture(bgr(1, 1, 1))

    CameraSource(CAMERA, chosen, open_capture=open_capture).open()

    wanted = asked_of(asked[0])
    assert (wanted[cv2.CAP_PROP_FRAME_WIDTH], wanted[cv2.CAP_PROP_FRAME_HEIGHT]) == size
    assert wanted[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*coding)


def test_controls_are_read_and_set(device_file: Path):
    driver = FakeDriver(
        controls={
            0x980900: FakeControl("Brightness", 0, 255, 128),
            0x9A0901: FakeControl("Auto Exposure", 0, 3, 3, kind=3, menu={1: "Manual Mode", 3: "Aperture Priority"}),
        }
    )
    with V4l2Device(device_file, ioctl=driver) as device:
        brightness, exposure = device.controls()
        device.set_value(brightness.id, 200)

        assert (brightness.name, brightness.maximum) == (b"Brightness", 255)
        assert device.value(brightness.id) == 200
        assert device.menu(exposure) == {1: "Manual Mode", 3: "Aperture Priority"}
        with pytest.raises(OSError, match="out of range"):
            device.set_value(brightness.id, 300)


@pytest.mark.skipif(sys.platform == "win32", reason="psutil counts descriptors elsewhere alone")
def test_nothing_stays_open(device_file: Path):
    before = psutil.Process().num_fds()
    listed(device_file, FakeDriver())

    assert psutil.Process().num_fds() == before
