"""The camera in a real PipeWire service, read by GStreamer."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import psutil
import pytest

from core.compositor import ComposeSettings, compose
from core.errors import VirtualCameraMissing
from core.frame import ComposedFrame
from core.i420 import fitted, to_i420
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.events import Readers, VirtualCameraAway, VirtualCameraShown
from core.virtual_camera.pipewire.camera import PipeWireCamera
from core.virtual_camera.yuv import YuvFormat
from support.fakes import Events, frame, picture
from support.numbered import numbered_image, read_number
from support.pipewire_service import PipeWireService, Reader, pipewire_service

WIDTH, HEIGHT = 320, 240
FORMAT = CameraFormat(WIDTH, HEIGHT, 30)
GREY = picture(WIDTH, HEIGHT, 128)
CAPS = {
    YuvFormat.YUY2: "video/x-raw,format=YUY2",
    YuvFormat.NV12: "video/x-raw,format=NV12",
    YuvFormat.I420: "video/x-raw,format=I420",
}


class Engine:
    """Stands for the pipeline: submits numbered pictures at its own pace.

    Attributes:
        newest: number of the picture submitted last.
    """

    def __init__(self, camera: VirtualCamera, fps: float) -> None:
        self.newest = 0
        self._camera = camera
        self._interval_s = 1 / fps
        self._stopping = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> "Engine":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._interval_s):
            self.newest += 1
            self._camera.submit(numbered(self.newest))


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> ComposedFrame:
    return compose(frame(number, image=numbered_image(number, width, height)), None, ComposeSettings())


def luma(picture: np.ndarray, yuv_format: YuvFormat) -> np.ndarray:
    if yuv_format is YuvFormat.YUY2:
        return picture.reshape(HEIGHT, WIDTH * 2)[:, ::2]
    return picture[: HEIGHT * WIDTH].reshape(HEIGHT, WIDTH)


def is_grey(content: np.ndarray) -> bool:
    return np.ptp(luma(content, YuvFormat.YUY2)) <= 4  # the conversion dithers


def bright(content: np.ndarray) -> np.ndarray:
    return luma(content, YuvFormat.YUY2) > 128


def expected_luma(size: tuple[int, int]) -> np.ndarray:
    """Where a white picture of that size is, between its bars."""
    return fitted(to_i420(picture(*size, 255)), WIDTH, HEIGHT).yuv[0] > 128


@pytest.fixture(scope="module")
def service() -> Iterator[PipeWireService]:
    with pipewire_service() as running:
        yield running


@pytest.fixture
def camera_events(service: PipeWireService, monkeypatch: pytest.MonkeyPatch) -> Events:
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)
    return Events()


@pytest.fixture
def camera(camera_events: Events) -> Iterator[VirtualCamera]:
    camera = VirtualCamera(PipeWireCamera(), camera_events, resting=GREY, camera_format=FORMAT, rest_after_s=60)
    camera.start()
    yield camera
    camera.stop()


@pytest.fixture
def open_reader(service: PipeWireService) -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []

    def begin(yuv_format: YuvFormat = YuvFormat.YUY2) -> Reader:
        readers.append(Reader(service, CAPS[yuv_format], FORMAT.size_bytes(yuv_format)))
        return readers[-1]

    yield begin
    for reader in readers:
        reader.close()


@pytest.mark.parametrize("yuv_format", YuvFormat)
def test_pictures_come_in_order_and_at_once(
    camera: VirtualCamera, open_reader: Callable[..., Reader], yuv_format: YuvFormat
):
    behind: list[int] = []
    numbers: list[int] = []
    reader = open_reader(yuv_format)
    with Engine(camera, 30) as engine:
        while len(numbers) < 45:
            for content in reader.wait_for(1):
                numbers.append(read_number(luma(content, yuv_format)))
                behind.append(engine.newest - numbers[-1])

    shown = [number for number in numbers if 0 < number < 1 << 12]
    assert shown == sorted(shown)
    assert len(set(shown)) >= 30
    assert np.median(behind) <= 1, behind


def test_it_rests_when_the_engine_is_silent(camera_events: Events, open_reader: Callable[..., Reader]):
    camera = VirtualCamera(PipeWireCamera(), camera_events, resting=GREY, camera_format=FORMAT, rest_after_s=0.3)
    camera.start()
    reader = open_reader()
    assert is_grey(reader.wait_for(1)[0])
    with Engine(camera, 30):
        reader.wait_until(lambda content: not is_grey(content))
    reader.wait_until(is_grey)
    camera.stop()


def test_it_knows_whether_anybody_reads(
    camera: VirtualCamera, camera_events: Events, open_reader: Callable[..., Reader]
):
    camera_events.wait_for(VirtualCameraShown)
    assert camera.readers is Readers.NONE
    for _ in range(2):
        reader = open_reader()
        reader.wait_for(1)
        assert camera.readers is Readers.SOME
        reader.close()
        camera_events.wait_until(lambda seen: seen[-1] == VirtualCameraShown("ToonClip", Readers.NONE))

    shown = [event.readers for event in camera_events.of(VirtualCameraShown)]
    assert shown == [Readers.NONE, Readers.SOME, Readers.NONE, Readers.SOME, Readers.NONE]


def test_two_programs_read_at_once(camera: VirtualCamera, open_reader: Callable[..., Reader]):
    first = open_reader()
    first.wait_for(1)
    second = open_reader()
    with Engine(camera, 30):
        second.wait_until(lambda content: not is_grey(content))
        numbers = [read_number(luma(content, YuvFormat.YUY2)) for content in second.wait_for(15)]
        second.close()
        first.wait_for(5)

    assert numbers == sorted(numbers)
    assert len(set(numbers)) >= 10


def test_a_program_that_hangs_delays_no_other(camera: VirtualCamera, open_reader: Callable[..., Reader]):
    hanging, other = open_reader(), open_reader()
    hanging.wait_for(1)
    other.wait_for(1)
    hanging.hang()
    with Engine(camera, 30) as engine:
        other.wait_for(30)
        behind = engine.newest - read_number(luma(other.wait_for(1)[-1], YuvFormat.YUY2))

    assert behind <= 3


def test_switching_it_on_and_off_leaves_nothing_open(camera_events: Events):
    open_files: list[int] = []
    for _ in range(4):
        camera = VirtualCamera(PipeWireCamera(), camera_events, resting=GREY, camera_format=FORMAT)
        camera.start()
        camera.stop()
        open_files.append(psutil.Process().num_fds())

    assert max(open_files) <= open_files[0]


def test_programs_get_one_size_whatever_the_engine_makes(camera: VirtualCamera, open_reader: Callable[..., Reader]):
    reader = open_reader()
    for number, size in ((1, (640, 240)), (2, (80, 480)), (3, (WIDTH, HEIGHT))):
        expected = expected_luma(size)
        camera.submit(compose(frame(number, image=picture(*size, 255)), None, ComposeSettings()))
        reader.wait_until(lambda content, expected=expected: np.array_equal(bright(content), expected))


def test_a_service_that_ends_and_comes_back(
    service: PipeWireService, camera: VirtualCamera, camera_events: Events, open_reader: Callable[..., Reader]
):
    with Engine(camera, 30):
        open_reader().wait_for(1)
        service.end()
        (away,) = camera_events.wait_for(VirtualCameraAway)
        service.start()
        camera_events.wait_until(lambda seen: seen[-1] == VirtualCameraShown("ToonClip", Readers.NONE))
        open_reader().wait_until(lambda content: not is_grey(content))

    assert "PipeWire took the camera ToonClip away" in away.error.message
    assert len(camera_events.of(VirtualCameraAway)) == 1


def test_colours_arrive_as_they_were(service: PipeWireService, camera_events: Events):
    """Of 480 rows GStreamer expects BT.601, as browsers do of every size."""
    width, height, third = 640, 480, 213
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :third], image[:, third : 2 * third], image[:, 2 * third :] = (230, 20, 20), (20, 200, 30), (30, 40, 220)
    camera = VirtualCamera(PipeWireCamera(), camera_events, resting=image, camera_format=CameraFormat(width, height))
    camera.start()
    reader = Reader(service, "videoconvert ! video/x-raw,format=RGB", width * height * 3)
    shown = reader.wait_for(1)[0].reshape(height, width, 3).astype(int)
    reader.close()
    camera.stop()

    for column in (third // 2, third + third // 2, 2 * third + third // 2):
        assert np.abs(shown[height // 2, column] - image[height // 2, column]).max() <= 8


def test_without_the_service_it_says_what_to_do(camera_events: Events, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PIPEWIRE_RUNTIME_DIR", str(tmp_path))
    camera = VirtualCamera(PipeWireCamera(), camera_events, resting=GREY)

    with pytest.raises(VirtualCameraMissing, match="PipeWire is not running") as raised:
        camera.start()

    assert "systemctl --user start" in raised.value.hint
    camera.stop()
