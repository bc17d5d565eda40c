"""A program of its own that decodes or encodes 1080p with the garbage collector off and prints how its memory grew.

python memory_growth.py PATH_OF_PICTURES FOLDER FRAMES
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil

from core.compositor import ComposeSettings, compose
from core.convert.video import convert_video
from core.frame import Frame, published
from core.layout import Layout
from core.media.clip_check import check_clip
from core.sinks.recorder import Recorder
from core.sources.media import MediaFileSource

WIDTH, HEIGHT = 1920, 1080
_WARM_UP_FRAMES = 60
"""Until then codecs fill their own buffers."""
_PRINTED_EVERY = 240
_TWO_FRAGMENTS = 100
"""Of five seconds: the muxer holds one until it is whole."""

Sample = Callable[[int], None]


class Growth:
    """How much the resident memory has grown since the warm-up, at most."""

    def __init__(self, warm_up_frames: int) -> None:
        self._warm_up_frames = warm_up_frames
        self._start: int | None = None
        self.most_bytes = 0

    def sample(self, frames_done: int) -> None:
        if frames_done < self._warm_up_frames:
            return
        resident = psutil.Process().memory_info().rss
        self._start = self._start or resident
        self.most_bytes = max(self.most_bytes, resident - self._start)


def play(clip: Path, frames: int, sample: Sample) -> None:
    source = MediaFileSource(clip)
    source.open()
    for number in range(frames):
        source.read()
        sample(number)
    source.close()


def convert(clip: Path, frames: int, sample: Sample) -> None:
    convert_video(
        clip, clip.with_name("out.mp4"), lambda image: image, progress=lambda done, _: sample(done), cancelled=bool
    )


def check(clip: Path, frames: int, sample: Sample) -> None:
    for _ in range(2):
        check_clip(clip)
        sample(frames)


def record(clip: Path, frames: int, sample: Sample) -> None:
    recorder = Recorder(clip.with_name("recorded.mp4"))
    recorder.start()
    source = MediaFileSource(clip)
    source.open()
    for number in range(frames):
        image = published(source.read())
        recorder.submit(compose(Frame(image, number, number * 40_000_000), None, ComposeSettings(Layout.ORIGINAL)))
        sample(number)
    recorder.stop()
    source.close()


def write_clip(path: Path, frames: int, width: int = WIDTH, height: int = HEIGHT) -> Path:
    """A clip of grey pictures that ask for a turn, so fast that playing it never waits."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=1000, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.set_display_rotation(90)
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([100]) * plane.buffer_size)
        for number in range(frames):
            frame.pts, frame.time_base = number, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_noise(path: Path, frames: int) -> Path:
    """A small clip of noise, 10 pictures a second, which takes many bytes however it is encoded."""
    noise = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        for _ in range(frames):
            image = noise.integers(0, 256, (180, 320, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return path


PATHS = {"play": play, "convert": convert, "check": check, "record": record}


def convert_4k(folder: Path, frames: int) -> int:
    """Prints the resident memory on its way; returns how much it grew since the first place."""
    growth = Growth(_PRINTED_EVERY)

    def sample(done: int) -> None:
        growth.sample(done)
        if done % _PRINTED_EVERY == 0:
            resident = psutil.Process().memory_info().rss
            print(f"{done} frames of 4K: {resident / 1e6:.0f} MB", file=sys.stderr, flush=True)

    convert(write_clip(folder / "clip.mp4", frames, 3840, 2160), frames, sample)
    return growth.most_bytes


def main(name: str, folder: Path, frames: int) -> None:
    gc.disable()
    if name == "4k":
        print(convert_4k(folder, frames))
        return
    if name == "fragments":
        growth = Growth(_TWO_FRAGMENTS)
        convert(write_noise(folder / "clip.mp4", frames), frames, growth.sample)
    else:
        growth = Growth(_WARM_UP_FRAMES)
        PATHS[name](write_clip(folder / "clip.mp4", frames), frames, growth.sample)
    print(growth.most_bytes)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
