"""make_loop(): the end of a clip as an endless picture, cut where its end looks most like its start."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from PIL import Image

from core.atomic_write import PRIVATE, create_partial, put_in_unused_place
from core.errors import InputError
from core.frame import RgbImage
from core.i420 import to_i420
from core.media.clip_reader import ClipReader
from core.media.encoders import x264
from core.media.frame_images import FrameImages
from core.media.h264 import CLIP_TIME_BASE, add_h264_stream, to_video_frame
from core.media.reading import open_video
from core.write_errors import writing

_LONGEST_S, _SHORTEST_S = 5.0, 3.0
_SMALL_PX = 48
_CRF, _PRESET = 20, "medium"


@dataclass(frozen=True, slots=True)
class _Size:
    """How large a loop becomes.

    Attributes:
        side_px: its longer side, at most.
        fps: its frames a second, at most.
    """

    side_px: int
    fps: float


_ANIMATION, _FILM = _Size(480, 15.0), _Size(720, 30.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    """A frame of the clip, small enough for a loop."""

    image: RgbImage
    time_s: float


def make_loop(source: Path, target: Path) -> Path:
    """Write 3 to 5 s from the end of a clip as an endless GIF or WebP, or as an MP4 to be repeated. Blocks.

    Args:
        source: a video.
        target: NAME.gif, NAME.webp or NAME.mp4; numbered when the name is taken.

    Returns:
        Where it was put.

    Raises:
        InputError: there are too few frames.
        SourceError: it is no video.
        WriteError: it cannot be written.
    """
    write, size = (_write_film, _FILM) if target.suffix == ".mp4" else (_write_animation, _ANIMATION)
    shots = _last_shots(source, size)
    if len(shots) < 2:
        raise InputError(f"{source.name} is too short for a loop.", hint="Choose a longer clip.")
    first, last = seam([shot.image for shot in shots], [shot.time_s for shot in shots])
    chosen = shots[first:last]  # the frame at `last` looks like the first one, and would be shown twice
    following = shots[first + 1 : last + 1]
    times_s = [after.time_s - shot.time_s for shot, after in zip(chosen, following, strict=True)]
    with writing(target):
        partial = create_partial(target, mode=PRIVATE)
        try:
            write(partial, target.suffix, [shot.image for shot in chosen], times_s)
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


def _write_animation(path: Path, suffix: str, images: list[RgbImage], times_s: list[float]) -> None:
    first, *others = map(Image.fromarray, images)
    durations_ms = [max(20, round(1000 * time_s)) for time_s in times_s]
    kind = suffix.removeprefix(".")
    first.save(path, format=kind, save_all=True, append_images=others, duration=durations_ms, loop=0)


def _write_film(path: Path, _suffix: str, images: list[RgbImage], times_s: list[float]) -> None:
    pictures = [to_i420(image) for image in images]
    width, height = pictures[0].width, pictures[0].height
    with av.open(str(path.absolute()), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = add_h264_stream(container, width, height, x264(_PRESET), crf=_CRF)
        stream.codec_context.flags |= Flags.frame_duration
        pts = 0
        for picture, time_s in zip(pictures, times_s, strict=True):
            frame = to_video_frame(picture, pts)
            frame.duration = round(time_s / CLIP_TIME_BASE)
            pts += frame.duration
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _small(image: RgbImage) -> npt.NDArray[np.float32]:
    small = cv2.resize(image, (_SMALL_PX, _SMALL_PX), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


def _last_shots(source: Path, size: _Size) -> list[_Shot]:
    """The frames of the last five seconds."""
    shots: deque[_Shot] = deque()
    with open_video(source) as (container, stream):
        images = FrameImages(stream)
        due_s = 0.0
        for frame in ClipReader(container, stream).frames():
            if frame.time_s < due_s:
                continue
            due_s = frame.time_s + 0.9 / size.fps
            shots.append(_Shot(_fitted(images.image(frame.frame), size.side_px), frame.time_s))
            while shots[0].time_s < frame.time_s - _LONGEST_S:
                shots.popleft()
    return list(shots)


def _fitted(image: RgbImage, side_px: int) -> RgbImage:
    rows, columns = image.shape[:2]
    scale = min(1.0, side_px / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
