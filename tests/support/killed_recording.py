"""A recording in a program of its own that is killed, or put to sleep, and what its file holds then.

python killed_recording.py CLIP FPS SECONDS_OF_FRAMES, and then sleeps or, with a fourth argument, finishes the clip
"""

from __future__ import annotations

import os
import signal
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
    with _program(str(clip), str(fps), str(seconds_of_frames)) as program:
        assert program.stdout is not None
        first_s = float(program.stdout.readline())
        time.sleep(max(0.0, first_s + after_s - time.monotonic()))
        program.kill()
        recorded_s = [first_s, *map(float, program.stdout.read().splitlines())]
    return look_at(part_path(clip), recorded_s[-1] - first_s)


def suspend_recording(clip: Path, *, sleeps_s: float, fps: float, seconds_of_frames: float) -> list[float]:
    """Record into `clip`, stop the program for so long in the middle, as a laptop whose lid is shut does, and finish.

    Returns:
        When each frame was captured, in s since the first one.
    """
    with _program(str(clip), str(fps), str(seconds_of_frames), "finish") as program:
        assert program.stdout is not None
        captured_s = [float(program.stdout.readline()) for _ in range(round(fps * seconds_of_frames / 2))]
        program.send_signal(signal.SIGSTOP)
        time.sleep(sleeps_s)
        program.send_signal(signal.SIGCONT)
        captured_s += map(float, program.stdout.read().splitlines())
    assert program.returncode == 0
    return [time_s - captured_s[0] for time_s in captured_s]


def _program(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, __file__, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


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


def record(clip: Path, fps: float, seconds_of_frames: float) -> Recorder:
    """Record moving noise and a hum; the time of each frame is printed once it was handed over."""
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
    return recorder


if __name__ == "__main__":
    begun = record(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
    if sys.argv[4:]:
        begun.stop()
    else:
        time.sleep(600)
