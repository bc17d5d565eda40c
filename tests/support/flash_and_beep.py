"""A camera that flashes and a microphone that beeps at the same moments, on clocks that drift apart, faster than time.

The true time is simulated; everything else is the program's own: sample clock, recorder, encoders, file.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore

import av
import cv2
import numpy as np

from core.compositor import ComposeSettings, compose
from core.frame import Frame, published
from core.i420 import I420
from core.microphones.sample_clock import SampleClock
from core.sinks.clip_file import ClipFile
from core.sinks.recorder import Recorder
from core.sound import SoundBlock, SoundFeed

_WIDTH, _HEIGHT = 64, 48
_BEEP_HZ, _BEEP_S = 1000, 0.06
_BLOCK_S = 0.01
_FIRST_EVENT_S = 1.0
_BRIGHT, _LOUD = 128, 0.25
_START_NS = 5_000_000_000


@dataclass(frozen=True)
class Scene:
    """What happens.

    Attributes:
        seconds: of true time.
        fps: of the camera.
        ppm: how much faster the microphone's clock runs than the camera's, in millionths.
        rate: of the microphone, samples a second.
        channels: of the microphone.
        every_s: between two events.
        muted: from when to when the microphone gives nothing, in s.
        paused: from when to when the recording rests, in s.
        asleep: from when to when the whole program stands still, in s.
    """

    seconds: float
    fps: float
    ppm: float = 200.0
    rate: int = 48_000
    channels: int = 1
    every_s: float = 2.0
    muted: tuple[float, float] = (0.0, 0.0)
    paused: tuple[float, float] = (0.0, 0.0)
    asleep: tuple[float, float] = (0.0, 0.0)

    def is_event(self, time_s: float) -> bool:
        """Whether a flash begins with the frame of this time."""
        since_s = time_s - _FIRST_EVENT_S
        return since_s > -1e-6 and since_s % self.every_s < 1 / self.fps - 1e-6


class _PacedClip(ClipFile):
    """Says when a frame is encoded, so that none is given before the last one is: the recorder drops none."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, with_sound=True)
        self.taken = Semaphore(0)

    def write(self, picture: I420, pts: int) -> None:
        super().write(picture, pts)
        self.taken.release()


def record(scene: Scene, path: Path) -> None:
    """Record the scene into a clip."""
    clip, feed = _PacedClip(path), SoundFeed()
    recorder = Recorder(path, clip=clip, sound=feed)
    recorder.start()
    blocks = _heard(scene)
    block = next(blocks)
    dice = random.Random(1)
    for number in range(round(scene.seconds * scene.fps)):
        time_s = number / scene.fps
        if scene.asleep[0] <= time_s < scene.asleep[1]:
            continue
        while block.end_ns < _ns(time_s):
            feed.submit_sound(block)
            block = next(blocks)
        _follow_pauses(recorder, scene, time_s)
        captured_ns = _ns(time_s) + dice.randrange(4_000_000)  # a thread wakes late
        image = np.full((_HEIGHT, _WIDTH, 3), 230 if scene.is_event(time_s) else 20, np.uint8)
        recorder.submit(compose(Frame(published(image), number, captured_ns), None, ComposeSettings()))
        if not recorder.paused:
            clip.taken.acquire(timeout=20)
    recorder.stop()


def differences_ms(path: Path) -> list[float]:
    """From each flash of a clip to its beep, read back by OpenCV and, where it is installed, by the program ffmpeg."""
    flashes, beeps = np.array(_flashes_s(path)), np.array(_beeps_s(path))
    assert len(flashes)
    nearest = [beeps[np.abs(beeps - flash).argmin()] for flash in flashes] if len(beeps) else []
    return [1000 * (beep - flash) for beep, flash in zip(nearest, flashes, strict=True)]


def _follow_pauses(recorder: Recorder, scene: Scene, time_s: float) -> None:
    start_s, end_s = scene.paused
    if start_s <= time_s < end_s:
        recorder.pause(_ns(time_s))
    elif end_s <= time_s:
        recorder.resume(_ns(time_s))


def _ns(time_s: float) -> int:
    return _START_NS + round(time_s * 1e9)


def _heard(scene: Scene) -> Iterator[SoundBlock]:
    """Blocks as the microphone's device counts them, timed by the arrival at our clock."""
    clock, dice = SampleClock(scene.rate), random.Random(2)
    count = round(scene.rate * _BLOCK_S)
    true_rate = scene.rate * (1 + scene.ppm * 1e-6)
    number = -round(0.5 / _BLOCK_S)  # it hears before the first picture
    while True:
        start_s = number * count / true_rate
        number += 1
        if scene.muted[0] <= start_s < scene.muted[1] or scene.asleep[0] <= start_s < scene.asleep[1]:
            continue
        times_s = start_s + np.arange(count) / true_rate
        late_s = dice.expovariate(1 / 0.001) + (0.015 if dice.random() < 0.01 else 0.0)
        samples = np.repeat(_sound(scene, times_s)[:, None], scene.channels, 1)
        yield SoundBlock(samples, scene.rate, clock.start_ns(count, _ns(start_s + late_s)))


def _sound(scene: Scene, times_s: np.ndarray) -> np.ndarray:
    """A beep that begins with each frame that flashes."""
    frames = np.floor(times_s * scene.fps + 1e-6)
    since_s = np.full_like(times_s, _BEEP_S)
    for frame in np.unique(frames):
        if scene.is_event(frame / scene.fps):
            since_s = np.where(frames == frame, times_s - frame / scene.fps, since_s)
    return np.where(since_s < _BEEP_S, 0.8 * np.sin(2 * np.pi * _BEEP_HZ * since_s), 0.0).astype(np.float32)


def _flashes_s(path: Path) -> list[float]:
    video = cv2.VideoCapture(str(path))
    times_s, dark = [], True
    while True:
        there, image = video.read()
        if not there:
            return times_s
        bright = image.mean() > _BRIGHT
        if bright and dark:
            times_s.append(video.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        dark = not bright


def _beeps_s(path: Path) -> list[float]:
    samples, rate = _samples(path)
    loud = np.flatnonzero(np.abs(samples) > _LOUD)
    return list(loud[np.diff(loud, prepend=-rate) > rate // 4] / rate)


def _samples(path: Path) -> tuple[np.ndarray, int]:
    program = shutil.which("ffmpeg")
    rate = 48_000
    if program is not None:
        command = [program, "-v", "error", "-i", str(path), "-vn", "-ac", "1", "-ar", str(rate), "-f", "f32le", "-"]
        return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32), rate
    with av.open(str(path)) as clip:
        return np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)]), rate
