"""What a finished clip holds, read back by FFmpeg alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from core.frame import RgbImage

_WHITE, _APART_S = 128, 0.3


@dataclass(frozen=True, slots=True)
class Played:
    """Of every frame its time and its grey, of the flashes and the beeps when they begin."""

    times_s: list[float]
    greys: list[float]
    duration_s: float
    beeps_s: list[float]

    @property
    def flashes_s(self) -> list[float]:
        bright = [time_s for time_s, grey in zip(self.times_s, self.greys, strict=True) if grey > _WHITE]
        return bright[:1] + [after for before, after in pairwise(bright) if after - before > _APART_S]


def first_image(path: Path) -> RgbImage:
    """(H, W, 3) uint8 RGB."""
    with av.open(str(path)) as clip:
        return next(clip.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def played(path: Path) -> Played:
    times_s: list[float] = []
    greys: list[float] = []
    with av.open(str(path)) as clip:
        film = clip.streams.video[0]
        for frame in clip.decode(film):
            assert frame.time is not None
            times_s.append(frame.time)
            greys.append(float(frame.to_ndarray(format="rgb24").mean()))
        duration_s = float((film.duration or 0) * (film.time_base or 0))
        has_sound = bool(clip.streams.audio)
    return Played(times_s, greys, duration_s, beeps_s(path) if has_sound else [])


def beeps_s(path: Path) -> list[float]:
    """When each beep starts."""
    found: list[float] = []
    last_loud_s = -1.0
    with av.open(str(path)) as clip:
        for frame in clip.decode(audio=0):
            assert frame.time is not None
            loud = np.flatnonzero(np.abs(frame.to_ndarray().astype(float)).max(axis=0) > _loud(frame))
            for sample in loud[:1]:
                time_s = frame.time + int(sample) / frame.sample_rate
                if time_s - last_loud_s > _APART_S:
                    found.append(time_s)
                last_loud_s = frame.time + int(loud[-1]) / frame.sample_rate
    return found


def _loud(frame: av.AudioFrame) -> float:
    return 0.2 if frame.format.name.startswith("flt") else 6000.0
