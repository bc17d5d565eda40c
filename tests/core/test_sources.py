"""The contract of every source, and what is particular to each."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition

from core.errors import (
    SourceBusy,
    SourceDisconnected,
    SourceError,
    SourceFormatRefused,
    SourceNotFound,
)
from core.sources.base import FrameSource
from core.sources.camera import CameraSource
from core.sources.discovery import CameraInfo, find_camera
from core.sources.media import MediaFileSource
from core.sources.synthetic import SyntheticSource

CAMERA = CameraInfo(id="/nowhere/video0", name="Fake camera", backend="V4L2", index=0, api=cv2.CAP_V4L2)


def write_video(path: Path, count: int = 5, fps: int = 50, size: tuple[int, int] = (64, 48)) -> Path:
    """A video whose frame n is of the grey 20 * n."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "0"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv444p"
        for number in range(count):
            image = np.full((size[1], size[0], 3), 20 * number, np.uint8)
            picture = av.VideoFrame.from_ndarray(image, format="rgb24")
            picture.pts, picture.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


class FakeCapture:
    """A `cv2.VideoCapture` with a script: images, None for a failed read."""

    def __init__(self, *reads: np.ndarray | None, opened: bool = True) -> None:
        self._reads = list(reads)
        self._opened = opened
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self._opened

    def read(self) -> tuple[bool, np.ndarray | None]:
        image = self._reads.pop(0) if self._reads else None
        return image is not None, image

    def get(self, propId: int) -> float:  # noqa: N803
        return 30.0

    def release(self) -> None:
        self.released = True


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


def camera(*captures: FakeCapture) -> CameraSource:
    remaining = list(captures)
    return CameraSource(CAMERA, open_capture=lambda *_: remaining.pop(0), list_cameras=lambda: [CAMERA])


def _bgr(*color: int) -> np.ndarray:
    return np.full((48, 64, 3), color, np.uint8)


def _synthetic(tmp_path: Path) -> FrameSource:
    return SyntheticSource(64, 48, 200)


def _media(tmp_path: Path) -> FrameSource:
    return MediaFileSource(write_video(tmp_path / "clip.mp4"))


def _camera(tmp_path: Path) -> FrameSource:
    return camera(*(FakeCapture(*(_bgr(1, 2, 3) for _ in range(20))) for _ in range(3)))


every_source = pytest.mark.parametrize("make", [_synthetic, _media, _camera])


@every_source
def test_contract_of_a_source(make: Callable[[Path], FrameSource], tmp_path: Path):
    source = make(tmp_path)
    for _ in range(2):
        found = source.open()
        for _ in range(3):
            image = source.read()
            assert image.shape == (found.height, found.width, 3) == (48, 64, 3)
            assert image.dtype == np.uint8
            assert image.flags.c_contiguous
            assert image.flags.owndata or image.base is not None
        source.close()
        source.close()
        with pytest.raises(SourceError):
            source.read()
    assert source.name


def test_synthetic_pictures_differ_and_keep_the_pace():
    source = SyntheticSource(64, 48, 50)
    source.open()
    first = source.read()
    started = time.perf_counter()
    others = [source.read() for _ in range(10)]

    assert not (first == others[0]).all()
    assert time.perf_counter() - started >= 0.17
    source.close()


def test_a_video_is_played_at_its_pace_and_again_from_the_start(tmp_path: Path):
    source = MediaFileSource(write_video(tmp_path / "clip.mp4", count=5, fps=50))
    source.open()
    started = time.perf_counter()
    greys = [round(source.read().mean() / 20) for _ in range(12)]
    elapsed = time.perf_counter() - started
    source.close()

    assert greys == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]
    assert elapsed >= 11 / 50 - 0.02


def test_a_gap_in_a_videos_times_does_not_hold_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.sources.media._LONGEST_WAIT_S", 0.1)
    path = tmp_path / "gap.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for pts in (0, 1, 50 * 600):
            picture = av.VideoFrame.from_ndarray(_bgr(1, 1, 1), format="rgb24")
            picture.pts, picture.time_base = pts, Fraction(1, 50)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    source = MediaFileSource(path)
    source.open()
    for _ in range(4):
        source.read()
    source.close()


def test_a_still_picture_is_a_slow_video(tmp_path: Path):
    path = tmp_path / "still.png"
    cv2.imwrite(str(path), _bgr(0, 0, 255))
    source = MediaFileSource(path)
    source.open()
    started = time.perf_counter()
    images = [source.read() for _ in range(4)]
    source.close()

    assert images[3][0, 0].tolist() == [255, 0, 0]
    assert time.perf_counter() - started >= 0.08


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"just text\n" * 100, bytes(range(256)) * 40])
def test_what_is_not_a_video_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)

    with pytest.raises(SourceFormatRefused, match=r"clip\.mp4"):
        MediaFileSource(path).open()


def test_a_truncated_video_is_refused(tmp_path: Path):
    path = write_video(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(SourceFormatRefused):
        MediaFileSource(path).open()


def test_a_sound_file_is_refused(tmp_path: Path):
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        silence.rate = 8000
        container.mux(stream.encode(silence))

    with pytest.raises(SourceFormatRefused):
        MediaFileSource(path).open()


def test_a_missing_video_is_named(tmp_path: Path):
    with pytest.raises(SourceNotFound, match=r"none\.mp4"):
        MediaFileSource(tmp_path / "none.mp4").open()


def test_a_name_that_cannot_be_a_videos_is_refused(tmp_path: Path):
    with pytest.raises(SourceError):
        MediaFileSource(tmp_path / ("x" * 300 + ".mp4")).open()


def test_a_damaged_picture_is_left_out_of_the_show(tmp_path: Path):
    path = write_video(tmp_path / "clip.mp4", count=6)
    content = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    start, size = packets[2]
    content[start : start + size] = b"\xff" * size
    path.write_bytes(content)
    source = MediaFileSource(path)
    source.open()

    greys = [round(source.read().mean() / 20) for _ in range(6)]
    source.close()

    assert (0 in greys[1:5], greys[5]) == (False, 0), "one of six is left out"


def test_a_cover_is_no_video(tmp_path: Path):
    path = tmp_path / "music.mp4"
    with av.open(str(path), "w") as container:
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(_bgr(9, 9, 9), format="rgb24")
        container.mux([*cover.encode(picture), *cover.encode()])

    with pytest.raises(SourceFormatRefused):
        MediaFileSource(path).open()


def test_a_video_that_vanishes_is_lost_at_its_end(tmp_path: Path):
    path = write_video(tmp_path / "clip.mp4", count=3)
    source = MediaFileSource(path)
    source.open()
    source.read()
    path.unlink()

    with pytest.raises(SourceError):
        for _ in range(4):
            source.read()
    source.close()


def test_camera_pictures_become_rgb():
    source = camera(FakeCapture(_bgr(1, 2, 3), _bgr(1, 2, 3)))
    source.open()

    assert source.read()[0, 0].tolist() == [3, 2, 1]


def test_grey_camera_pictures_become_rgb():
    grey = np.full((48, 64), 7, np.uint8)
    source = camera(FakeCapture(grey, grey))
    source.open()

    assert source.read()[0, 0].tolist() == [7, 7, 7]


def test_a_camera_survives_a_few_failed_reads():
    source = camera(FakeCapture(_bgr(1, 1, 1), None, None, _bgr(2, 2, 2)))
    source.open()

    assert source.read()[0, 0, 0] == 2


def test_a_camera_that_stops_is_disconnected():
    source = camera(FakeCapture(_bgr(1, 1, 1)))
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

    source = CameraSource(CAMERA, open_capture=lambda *_: Silent(_bgr(1, 1, 1)), clock=lambda: now_s)
    source.open()
    opened_s = now_s

    with pytest.raises(SourceDisconnected):
        source.read()
    assert now_s - opened_s <= 4


def test_a_silent_camera_is_given_up_by_opencv_after_a_second():
    assert os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] == "1"


@pytest.mark.parametrize(("select_s", "patience_s", "freed"), [(0.2, 5.0, False), (20.0, 0.05, True)])
def test_only_a_read_that_hangs_is_freed_by_releasing_the_camera(
    select_s: float, patience_s: float, freed: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.sources.camera._LONGEST_READ_S", patience_s)
    capture = WaitingCapture(_bgr(1, 1, 1), select_s=select_s)
    source = camera(capture)
    source.open()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(source.read)
        assert capture.entered.wait(5)
        source.close()

    assert isinstance(reading.exception(), SourceDisconnected)
    assert capture.released
    assert capture.released_in_read is freed


def test_a_busy_camera_is_released_and_can_be_tried_again():
    refused, silent, good = FakeCapture(opened=False), FakeCapture(), FakeCapture(_bgr(1, 1, 1), _bgr(1, 1, 1))
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
        return FakeCapture(_bgr(1, 1, 1))

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
        return FakeCapture(_bgr(1, 1, 1), opened=not options)

    assert CameraSource(CAMERA, open_capture=open_capture).open().width == 64
    assert len(asked) == 2


def test_the_mac_is_not_asked_for_a_coding_it_does_not_know():
    asked: list[Sequence[int]] = []

    def open_capture(_index: int, _api: int, options: Sequence[int]) -> FakeCapture:
        asked.append(options)
        return FakeCapture(_bgr(1, 1, 1))

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
