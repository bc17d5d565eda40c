"""The contract of every source, and what is particular to each."""

import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition

from core.errors import (
    SourceDisconnected,
    SourceError,
    SourceFormatRefused,
    SourceNotFound,
)
from core.sources.base import FrameSource
from core.sources.media import MediaFileSource
from core.sources.synthetic import SyntheticSource
from support.fake_camera import FakeCapture, bgr, camera


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


def _synthetic(tmp_path: Path) -> FrameSource:
    return SyntheticSource(64, 48, 200)


def _media(tmp_path: Path) -> FrameSource:
    return MediaFileSource(write_video(tmp_path / "clip.mp4"))


def _camera(tmp_path: Path) -> FrameSource:
    return camera(*(FakeCapture(*(bgr(1, 2, 3) for _ in range(20))) for _ in range(3)))


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


def test_closing_a_video_while_it_is_read_only_ends_the_reading(tmp_path: Path):
    source = MediaFileSource(write_video(tmp_path / "clip.mp4", count=3, fps=10_000))
    switch_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(150):
            source.open()
            source.read()
            closing = threading.Thread(target=source.close)
            closing.start()
            with pytest.raises(SourceDisconnected, match="is closed"):
                while True:
                    source.read()
            closing.join()
    finally:
        sys.setswitchinterval(switch_s)


def test_a_gap_in_a_videos_times_does_not_hold_the_picture(tmp_path: Path):
    path = tmp_path / "gap.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for pts in (0, 1, 50 * 600):
            picture = av.VideoFrame.from_ndarray(bgr(1, 1, 1), format="rgb24")
            picture.pts, picture.time_base = pts, Fraction(1, 50)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    source = MediaFileSource(path, longest_wait_s=0.1)
    source.open()
    for _ in range(4):
        source.read()
    source.close()


def test_a_still_picture_is_a_slow_video(tmp_path: Path):
    path = tmp_path / "still.png"
    cv2.imwrite(str(path), bgr(0, 0, 255))
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
        picture = av.VideoFrame.from_ndarray(bgr(9, 9, 9), format="rgb24")
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
