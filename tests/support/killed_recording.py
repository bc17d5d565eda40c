"""A recording in a program of its own that is killed, and what its file holds then.

python killed_recording.py CLIP FPS SECONDS_OF_FRAMES
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from core.compositor import ComposeSettings, compose
from core.frame import Frame, published
from core.sinks.part_file import part_path
from core.sinks.recorder import Recorder
from core.sound import SoundBlock, SoundFeed

WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True, slots=True)
class Kept:
    """What a killed recording left.

    Attributes:
        plays: every frame in the file can be decoded.
        frames: in it.
        lost_s: from its last frame to the last one that was recorded when the program was killed.
    """

    plays: bool
    frames: int
    lost_s: float


def kill_recording(clip: Path, *, after_s: float, fps: float, seconds_of_frames: float = 60.0) -> Kept:
    """Record into `clip` and kill the program so long after its first frame."""
    arguments = [sys.executable, __file__, str(clip), str(fps), str(seconds_of_frames)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        first_s = float(program.stdout.readline())
        time.sleep(max(0.0, first_s + after_s - time.monotonic()))
        program.kill()
        recorded_s = [first_s, *map(float, program.stdout.read().splitlines())]
    return look_at(part_path(clip), recorded_s[-1] - first_s)


def look_at(part: Path, recorded_s: float) -> Kept:
    """Play a recording as it lies there, as any player would."""
    copy = part.with_name("copy.mp4")
    copy.write_bytes(part.read_bytes())
    times_s: list[float] = []
    try:
        with av.open(str(copy)) as video:
            times_s = [frame.time for frame in video.decode(video=0) if not frame.is_corrupt]
    except FFmpegError:
        pass
    copy.unlink()
    return Kept(bool(times_s), len(times_s), recorded_s - max(times_s, default=-1.0))


def record(clip: Path, fps: float, seconds_of_frames: float) -> None:
    """Record moving noise and a hum until killed; the time of each frame is printed once it was handed over."""
    feed = SoundFeed()
    recorder = Recorder(clip, sound=feed)
    recorder.start()
    scene = np.random.default_rng(0).integers(0, 256, (HEIGHT // 16, 2 * WIDTH // 16, 3), np.uint8)
    scene = scene.repeat(16, 0).repeat(16, 1)
    for number in range(round(fps * seconds_of_frames)):
        image = published(scene[:, (number * 7) % WIDTH :][:, :WIDTH])
        now_s = time.monotonic()
        recorder.submit(compose(Frame(image, number, round(now_s * 1e9), 0), None, ComposeSettings()))
        tone = np.full((round(48_000 / fps), 1), 0.1 * (-1) ** number, np.float32)
        feed.submit_sound(SoundBlock(tone, 48_000, round(now_s * 1e9)))
        print(now_s, flush=True)
        time.sleep(1 / fps)
    time.sleep(600)


if __name__ == "__main__":
    record(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
