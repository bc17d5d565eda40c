"""Makes small real video files and reads finished ones back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer

from core.frame import RgbImage
from core.media.frame_images import FrameImages

MS = Fraction(1, 1000)
SOUND_RATE = 48_000


@dataclass(frozen=True)
class Content:
    """What a file holds: the mean brightness and time of each frame, and its sound."""

    width: int
    height: int
    times_s: list[float]
    levels: list[float]
    duration_s: float
    sound_codec: str | None
    sound_start_s: float
    sound_end_s: float
    sound_s: float


def steady(count: int, fps: int = 25) -> list[int]:
    """The times of `count` frames, in ms."""
    return [round(1000 * number / fps) for number in range(count)]


def level(number: int) -> int:
    """The grey of frame `number`, so that it can be told from its neighbours."""
    return 40 + 37 * number % 180


def write_video(
    path: Path,
    times_ms: Sequence[int],
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    aspect: Fraction = Fraction(0),
    sound: str | None = None,
    sound_layout: str = "mono",
    sound_start_ms: int = 0,
    sound_ms: int = 1000,
) -> Path:
    """A video of plain grey frames at the given times, with a tone beside it."""
    with av.open(str(path), "w", options={"movflags": "+faststart"} if path.suffix == ".mp4" else {}) as container:
        pictures = container.add_stream(codec, rate=25, options={"g": "5"} if codec == "libx264" else {})
        assert isinstance(pictures, av.VideoStream)
        pictures.width, pictures.height = size
        pictures.pix_fmt = "yuv420p" if codec == "libx264" else "yuv444p"
        pictures.codec_context.time_base = MS
        pictures.codec_context.sample_aspect_ratio = aspect
        tone = container.add_stream(sound, rate=SOUND_RATE, layout=sound_layout) if sound else None
        for number, time_ms in enumerate(times_ms):
            image = np.full((size[1], size[0], 3), level(number), np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = time_ms, MS
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
        if isinstance(tone, av.AudioStream):
            _write_tone(container, tone, sound_start_ms, sound_ms)
    return path


def _write_tone(container: OutputContainer, stream: av.AudioStream, start_ms: int, length_ms: int) -> None:
    count = SOUND_RATE * length_ms // 1000
    wave = (np.sin(np.arange(count) * 0.06) * 8000).astype(np.int16)
    for start in range(0, count, 1024):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], format="s16", layout="mono")
        frame.sample_rate = SOUND_RATE
        frame.pts = SOUND_RATE * start_ms // 1000 + start
        frame.time_base = Fraction(1, SOUND_RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def turn(path: Path, degrees: int, *, mirror: bool = False) -> Path:
    """The same MP4 with a display matrix that asks players for a turn counterclockwise, as telephones write it."""
    turned = path.with_stem("turned")
    with av.open(str(path)) as source, av.open(str(turned), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.set_display_rotation(degrees, hflip=mirror)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return turned


def read_video(path: Path) -> Content:
    """Decode everything."""
    times_s: list[float] = []
    levels: list[float] = []
    image: RgbImage | None = None
    with av.open(str(path)) as container:
        pictures = container.streams.video[0]
        images = FrameImages(pictures)
        for frame in container.decode(pictures):
            image = images.image(frame)
            times_s.append(_time_s(frame))
            levels.append(float(image.mean()))
        assert pictures.time_base is not None
        duration_s = float((pictures.duration or 0) * pictures.time_base)
    assert image is not None
    return Content(image.shape[1], image.shape[0], times_s, levels, duration_s, *_read_sound(path))


def _read_sound(path: Path) -> tuple[str | None, float, float, float]:
    """Codec, start and end in s, and the seconds of sound between them."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None, 0.0, 0.0, 0.0
        stream = container.streams.audio[0]
        frames = list(container.decode(stream))
        samples = sum(frame.samples for frame in frames)
        end_s = _time_s(frames[-1]) + frames[-1].samples / stream.rate
        return stream.codec_context.codec.canonical_name, _time_s(frames[0]), end_s, samples / stream.rate


def _time_s(frame: av.VideoFrame | av.AudioFrame) -> float:
    assert frame.time is not None, "a frame without a time"
    return frame.time
