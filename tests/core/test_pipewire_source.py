"""A camera of PipeWire's alone, in a real service: GStreamer gives its pictures, or our own camera does."""

import subprocess
from collections.abc import Iterator
from contextlib import closing
from ctypes import POINTER, addressof, c_uint8, cast, pointer

import numpy as np
import pytest

from core.errors import SourceBusy, SourceDisconnected, SourceNotFound
from core.pipewire.library import Chunk, Data, SpaBuffer
from core.pipewire.nodes import camera_nodes
from core.pipewire.video_format import ChosenFormat
from core.sources import pipewire_camera
from core.sources.camera_modes import CameraMode
from core.sources.discovery import list_cameras
from core.sources.pipewire_camera import PipeWireSource
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.pipewire.camera import PipeWireCamera
from support.pipewire_service import PipeWireService, pipewire_service, wait_until

WIDTH, HEIGHT = 320, 240
RED = (230, 20, 20)


@pytest.fixture(scope="module")
def service() -> Iterator[PipeWireService]:
    with pipewire_service() as running:
        yield running


@pytest.fixture(autouse=True)
def in_service(service: PipeWireService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def given() -> Iterator[VirtualCamera]:
    """A camera of another name than ToonClip's, which gives a red picture."""
    picture = np.full((HEIGHT, WIDTH, 3), RED, np.uint8)
    camera_format = CameraFormat(WIDTH, HEIGHT, 30)
    camera = VirtualCamera(PipeWireCamera("Laptop"), print, resting=picture, camera_format=camera_format)
    camera.start()
    wait_until(lambda: bool(camera_nodes()))
    yield camera
    camera.stop()


def laptop() -> PipeWireSource:
    (info,) = (camera for camera in list_cameras() if camera.name == "Laptop")
    return PipeWireSource(info)


def test_it_is_listed_and_its_pictures_have_their_colours(given: VirtualCamera):
    with closing(laptop()) as source:
        found = source.open()
        image = source.read()

    assert (found.width, found.height, found.fps) == (WIDTH, HEIGHT, 30)
    assert (image.shape, image.dtype, image.flags["C_CONTIGUOUS"]) == ((HEIGHT, WIDTH, 3), np.uint8, True)
    assert np.abs(image[HEIGHT // 2, WIDTH // 2].astype(int) - RED).max() <= 8


def test_it_can_be_opened_again_and_closed_twice(given: VirtualCamera):
    source = laptop()
    for _ in range(2):
        source.open()
        source.close()
        source.close()
    with pytest.raises(SourceDisconnected):
        source.read()


def test_our_own_toon_is_never_a_source():
    camera = VirtualCamera(PipeWireCamera(), print, resting=np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    camera.start()
    wait_until(lambda: bool(camera_nodes()))
    listed = [found.name for found in list_cameras()]
    camera.stop()

    assert "ToonClip" not in listed


def test_a_camera_that_goes_is_lost_and_then_gone(given: VirtualCamera):
    source = laptop()
    source.open()
    given.stop()
    with pytest.raises(SourceDisconnected, match="“Laptop” stopped"):
        while True:
            source.read()
    source.close()
    wait_until(lambda: not camera_nodes())
    with pytest.raises(SourceNotFound, match="“Laptop” is gone"):
        source.open()


@pytest.mark.parametrize("coding", ["YUY2", "NV12", "I420", "BGRx"])
def test_what_gstreamer_gives_is_seen(service: PipeWireService, coding: str):
    """Bars of 80 %: the first is white, the last but one is red of 191."""
    properties = "props,media.class=Video/Source,media.role=Camera,node.name=bars,node.description=Bars"
    chain = (
        f"videotestsrc is-live=true pattern=smpte75 ! video/x-raw,format={coding},width=640,height=480,framerate=30/1 "
        f"! pipewiresink mode=provide stream-properties={properties}"
    )
    giving = subprocess.Popen(["gst-launch-1.0", "-q", *chain.split()], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: any(node.name == "bars" for node in camera_nodes()))
        (info,) = (camera for camera in list_cameras() if camera.node == "bars")
        with closing(PipeWireSource(info, CameraMode(640, 480, 30.0), patience_s=10)) as source:
            source.open()
            image = source.read()
    finally:
        giving.terminate()
        giving.wait(10)

    assert image.shape == (480, 640, 3)
    grey, red = image[100, 30].astype(int), image[100, 640 * 11 // 14].astype(int)
    assert np.ptp(grey) <= 10
    assert abs(int(grey.mean()) - 191) <= 12
    assert red[0] - max(red[1], red[2]) > 120, red


def test_without_the_service_there_is_none(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIPEWIRE_RUNTIME_DIR", str(tmp_path))

    assert camera_nodes() == []


def test_without_its_program_there_is_none(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert camera_nodes() == []


def test_a_camera_that_gives_nothing_is_said(given: VirtualCamera, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pipewire_camera, "_pixels", lambda _buffer, _chosen: None)
    (info,) = (camera for camera in list_cameras() if camera.name == "Laptop")
    with pytest.raises(SourceBusy, match="delivers no picture"):
        PipeWireSource(info, patience_s=0.5).open()


def block(memory: np.ndarray, stride: int) -> Data:
    chunk = Chunk(offset=0, size=memory.size, stride=stride)
    return Data(data=memory.ctypes.data, maxsize=memory.size, chunk=pointer(chunk))


@pytest.mark.parametrize("apart", [False, True], ids=["one block", "a block for each plane"])
@pytest.mark.parametrize(("spa_format", "columns"), [(23, (8, 8)), (2, (8, 4, 4))], ids=["NV12", "I420"])
def test_rows_with_padding_are_cropped(apart: bool, spa_format: int, columns: tuple[int, ...]):
    """Rows of 8 px, of which 6 are the picture's."""
    height = 4
    rows = (height, *(height // 2 for _ in columns[1:]))
    planes = [
        np.arange(count * size, dtype=np.uint8).reshape(count, size) for count, size in zip(rows, columns, strict=True)
    ]
    whole = np.concatenate([plane.reshape(-1) for plane in planes])
    blocks = [block(plane, plane.shape[1]) for plane in planes] if apart else [block(whole, 8)]
    datas = (Data * len(blocks))(*blocks)
    buffer = SpaBuffer(n_datas=len(blocks), datas=cast(datas, POINTER(Data)))

    pixels = pipewire_camera._pixels(buffer, ChosenFormat(spa_format, 6, height, 30.0))  # noqa: SLF001

    assert pixels is not None
    expected = [plane[:, : plane.shape[1] * 6 // 8].reshape(-1) for plane in planes]
    assert (pixels == np.concatenate(expected).reshape(-1, 6)).all()


def test_half_a_picture_is_none():
    memory = np.zeros(64, np.uint8)
    assert addressof(c_uint8.from_buffer(memory.data))
    datas = (Data * 1)(block(memory, 16))
    buffer = SpaBuffer(n_datas=1, datas=cast(datas, POINTER(Data)))

    assert pipewire_camera._pixels(buffer, ChosenFormat(4, 8, 48, 30.0)) is None  # noqa: SLF001
