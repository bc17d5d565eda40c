"""Recordings as a killed program leaves them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.i420 import to_i420
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.clip_file import ClipFile
from core.sinks.part_file import part_path
from support.fakes import picture

_FPS = 25


def leave_recording(folder: Path, name: str = "toon.mp4", frames: int = 50, *, noisy: bool = False) -> Path:
    """Of so many frames at 25 a second; noisy ones take about 36 kB each. The file that is left."""
    clip = ClipFile(folder / "recording.mp4")
    clip.begin()
    noise = np.random.default_rng(0)
    for number in range(frames):
        image = noise.integers(0, 256, (240, 320, 3), np.uint8) if noisy else picture(value=number)
        clip.write(to_i420(image), number * CLIP_TIME_BASE.denominator // _FPS)
    clip.flush()
    part = part_path(folder / name)
    part.write_bytes(clip.partial.read_bytes())
    clip.discard()
    clip.partial.unlink()
    return part
