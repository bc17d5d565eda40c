"""make_loop(): the end of a clip as an endless picture, cut where its end looks most like its start."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from core.atomic_write import PRIVATE, create_partial, put_in_unused_place
from core.errors import InputError
from core.frame import RgbImage
from core.media.clip_reader import ClipReader
from core.media.frame_images import FrameImages
from core.media.reading import open_video
from core.write_errors import writing

_LONGEST_S, _SHORTEST_S = 5.0, 3.0
_SIDE_PX = 480
_SMALL_PX = 48
_FPS = 15.0
_FORMATS = {".gif": "GIF", ".webp": "WEBP"}


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    """A frame of the clip, small enough for a loop."""

    image: RgbImage
    time_s: float


def make_loop(source: Path, target: Path) -> Path:
    """Write 3 to 5 s from the end of a clip as an endless GIF or WebP. Blocks.

    Args:
        source: a video.
        target: NAME.gif or NAME.webp; numbered when the name is taken.

    Returns:
        Where it was put.

    Raises:
        InputError: there are too few frames.
        SourceError: it is no video.
        WriteError: it cannot be written.
    """
    shots = _last_shots(source)
    if len(shots) < 2:
        raise InputError(f"{source.name} is too short for a loop.", hint="Choose a longer clip.")
    first, last = seam([shot.image for shot in shots], [shot.time_s for shot in shots])
    chosen = shots[first:last]  # the frame at `last` looks like the first one, and would be shown twice
    following = shots[first + 1 : last + 1]
    times_ms = [round(1000 * (after.time_s - shot.time_s)) for shot, after in zip(chosen, following, strict=True)]
    images = [Image.fromarray(shot.image) for shot in chosen]
    with writing(target):
        partial = create_partial(target, mode=PRIVATE)
        try:
            images[0].save(
                partial,
                format=_FORMATS[target.suffix],
                save_all=True,
                append_images=images[1:],
                duration=[max(20, time_ms) for time_ms in times_ms],
                loop=0,
            )
            return put_in_unused_place(partial, target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def seam(images: list[RgbImage], times_s: list[float]) -> tuple[int, int]:
    """The numbers of two frames between 3 and 5 s apart that look most alike; of a shorter row its ends."""
    small = np.stack([_small(image) for image in images])
    best, least = (0, len(images) - 1), np.inf
    for start, start_s in enumerate(times_s):
        for end in range(start + 1, len(times_s)):
            if _SHORTEST_S <= times_s[end] - start_s <= _LONGEST_S:
                difference = float(np.abs(small[start] - small[end]).mean())
                if difference < least:
                    best, least = (start, end), difference
    return best


def _small(image: RgbImage) -> npt.NDArray[np.float32]:
    small = cv2.resize(image, (_SMALL_PX, _SMALL_PX), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


def _last_shots(source: Path) -> list[_Shot]:
    """The frames of the last five seconds, at most 15 a second."""
    shots: deque[_Shot] = deque()
    with open_video(source) as (container, stream):
        images = FrameImages(stream)
        due_s = 0.0
        for frame in ClipReader(container, stream).frames():
            if frame.time_s < due_s:
                continue
            due_s = frame.time_s + 0.9 / _FPS
            shots.append(_Shot(_fitted(images.image(frame.frame)), frame.time_s))
            while shots[0].time_s < frame.time_s - _LONGEST_S:
                shots.popleft()
    return list(shots)


def _fitted(image: RgbImage) -> RgbImage:
    rows, columns = image.shape[:2]
    scale = min(1.0, _SIDE_PX / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
