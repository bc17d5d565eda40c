"""The table of video files: whatever container, codec or bare stream, all its frames arrive in their time.

Read back by OpenCV; the greys and times are those that the file was made of.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.container import OutputContainer

from core.convert.plan import plan_conversion
from core.films.film import FilmSource
from core.frame import Layout
from support.conversion import run
from support.video_files import level

FRAMES = 12


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Attributes:
        name: its suffix tells the container, where `container` does not.
        codec: of its pictures.
        sound: codec of its sound.
        container: FFmpeg's name of it.
        fps: that it is made with.
        shown_fps: that it says; for a bare stream that says nothing 25.
        size: width and height in px; that of camcorders has oblong pixels.
        pixels: FFmpeg's name of their format.
    """

    name: str
    codec: str = "libx264"
    sound: str | None = None
    container: str | None = None
    fps: int = 25
    shown_fps: int | None = None
    size: tuple[int, int] = (64, 48)
    pixels: str = "yuv420p"

    def __str__(self) -> str:
        return f"{self.name} ({self.codec}{f', {self.sound}' if self.sound else ''})"


KINDS = [
    Kind("bare.h264", fps=30),
    Kind("bare.264", container="h264", fps=50),
    Kind("bare.hevc", "libx265", fps=30),
    Kind("bare.h265", "libx265", container="hevc", size=(96, 64)),
    Kind("bare.m1v", "mpeg1video", fps=30),
    Kind("bare.m2v", "mpeg2video", fps=30),
    Kind("bare.mpv", "mpeg2video", container="mpeg2video"),
    Kind("bare.m4v", "mpeg4", container="m4v", fps=30),
    Kind("bare.mjpeg", "mjpeg", fps=30, shown_fps=25, pixels="yuvj420p"),
    Kind("bare.obu", "libsvtav1", fps=30, shown_fps=25),
    Kind("bare.ivf", "libvpx", fps=30),
    Kind("bare.y4m", "rawvideo", container="yuv4mpegpipe", fps=30),
    Kind("camera.mts", sound="ac3", container="mpegts"),
    Kind("disc.m2ts", sound="pcm_bluray", container="mpegts"),
    Kind("camcorder.mod", "mpeg2video", "mp2", container="vob"),
    Kind("camcorder.tod", "mpeg2video", "mp2", container="mpegts"),
    Kind("camcorder.dv", "dvvideo", size=(720, 576)),
    Kind("disc.vob", "mpeg2video", "ac3"),
    Kind("disc.mpg", "mpeg1video", "mp2"),
    Kind("tv.ts", "mpeg2video", "mp2"),
    Kind("tv.wtv", "mpeg2video", "mp2"),
    Kind("studio.mxf", "mpeg2video"),
    Kind("phone.3gp", "h263", size=(176, 144)),
    Kind("phone.3g2", "mpeg4"),
    Kind("web.webm", "libvpx-vp9", "libopus"),
    Kind("web.flv", "flv1", "libmp3lame"),
    Kind("web.f4v", sound="aac"),
    Kind("web.ogv", "libvpx", "libopus"),
    Kind("old.asf", "msmpeg4v3"),
    Kind("old.wmv", "wmv2"),
    Kind("old.divx", "mpeg4", "libmp3lame", container="avi"),
    Kind("old.rm", "rv20", "ac3", size=(176, 144)),
    Kind("film.mkv", "ffv1", "flac", pixels="yuv444p"),
    Kind("film.qt", "mjpeg", "pcm_s16le", container="mov", pixels="yuvj420p"),
]
LATE = {"old.divx": 1}
"""Frames that the file itself leaves no room for: MPEG-4 in AVI is shown one frame later from the second one on."""


def stored(folder: Path, kind: Kind) -> Path:
    path = folder / kind.name
    with av.open(str(path), "w", format=kind.container) as container:
        film = container.add_stream(kind.codec, rate=kind.fps)
        assert isinstance(film, av.VideoStream)
        film.width, film.height = kind.size
        film.pix_fmt = kind.pixels
        sound = container.add_stream(kind.sound, rate=48_000, layout="stereo") if kind.sound else None
        for number in range(FRAMES):
            image = np.full((*kind.size[::-1], 3), level(number), np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, kind.fps)
            container.mux(film.encode(frame))
        container.mux(film.encode())
        if isinstance(sound, av.AudioStream):
            write_silence(container, sound)
    return path


def write_silence(container: OutputContainer, sound: av.AudioStream) -> None:
    for number in range(20):
        frame = av.AudioFrame(samples=960, format="s16", layout="stereo")
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), 960 * number
        container.mux(sound.encode(frame))
    container.mux(sound.encode())


def read_back(path: Path) -> tuple[list[float], list[float]]:
    """Times in s and greys."""
    video = cv2.VideoCapture(str(path))
    times_s, greys = [], []
    while True:
        there, image = video.read()
        if not there:
            return times_s, greys
        times_s.append(video.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        greys.append(float(image.mean()))


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_frame_of_every_kind_of_file(kind: Kind, tmp_path: Path):
    path = stored(tmp_path, kind)
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.move(path, folder)

    summary = run(folder, tmp_path / "out", layout=Layout.ORIGINAL)

    assert (summary.files, summary.left_out, summary.failed) == (1, (), ())
    made = tmp_path / "out" / f"{path.stem}.mp4"
    times_s, greys = read_back(made)
    assert greys == pytest.approx([level(number) for number in range(FRAMES)], abs=6)
    fps = kind.shown_fps or kind.fps
    late = LATE.get(kind.name, 0)
    assert times_s[-1] - times_s[0] == pytest.approx((FRAMES - 1 + late) / fps, abs=0.002)
    assert max(np.diff(times_s)[late:]) == pytest.approx(1 / fps, abs=0.002)
    with av.open(str(made)) as clip:
        assert bool(clip.streams.audio) == bool(kind.sound)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_window_plays_every_kind_of_file_from_its_start_and_goes_to_a_place(kind: Kind, tmp_path: Path):
    film = FilmSource(stored(tmp_path, kind))
    film.open()
    film.play(playing=False)
    seen: list[float] = []
    for number in (0, 7, 3, 0):
        film.seek((number + 0.8) / (kind.shown_fps or kind.fps))
        seen.append(float(film.read().mean()))
    film.close()

    late = LATE.get(kind.name, 0)
    wanted = [level(max(0, number - late)) for number in (0, 7, 3, 0)]
    assert seen == pytest.approx(wanted, abs=6)


def test_they_are_known_by_their_names(tmp_path: Path):
    for kind in KINDS:
        (tmp_path / kind.name.upper()).write_bytes(b"\0" * 8)

    assert len(plan_conversion([tmp_path], tmp_path / "out").conversions) == len(KINDS)
