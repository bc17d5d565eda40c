"""try_encoder(): whether an encoder of a graphics card writes clips right, and spares the processor; tried apart."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import av
import av.logging
import cv2
import numpy as np
import numpy.typing as npt

from core.apart import NoAnswerError, run_apart
from core.i420 import I420, to_i420
from core.media.encoders import Encoder
from core.media.fragment_muxer import FragmentMuxer
from core.media.h264 import CLIP_TIME_BASE, is_idr

LONGEST_S = 20.0
_WIDTH, _HEIGHT, _FPS, _PICTURES = 1280, 720, 30, 45
_KEY_FRAMES = 2  # in these pictures
_LEAST_PSNR_DB = 32.0  # x264 has 45 there; of a wrong picture it is below 20
_MOST_TIMES_AS_LARGE = 4.0
_LEAST_SPARED = 0.8
"""Of x264's time: what spares less is not worth a driver."""


@dataclass(frozen=True, slots=True)
class EncoderVerdict:
    """What came of a trial.

    Attributes:
        name: of the encoder.
        title: the same for people.
        ms: of the processor, for a picture of 1280 x 720 px; 0 when it encoded none.
        x264_ms: the same of x264's.
        problem: why it may not encode, in words that go on after “it”; empty: it may.
    """

    name: str
    title: str
    ms: float = 0.0
    x264_ms: float = 0.0
    problem: str = ""


def try_encoder(
    encoder: Encoder,
    *,
    measure: Callable[[Encoder], EncoderVerdict] | None = None,
    longest_s: float = LONGEST_S,
) -> EncoderVerdict:
    """Encode a second and a half in a process of its own, and decode it again. Blocks. Never raises.

    Args:
        encoder: to be tried.
        measure: the work of the process, a function of a module; None: `measure_encoder`.
        longest_s: after which the process is ended.
    """
    try:
        return run_apart(measure or measure_encoder, encoder, longest_s=longest_s)
    except NoAnswerError as error:
        return EncoderVerdict(encoder.name, encoder.title, problem=str(error))


def measure_encoder(encoder: Encoder) -> EncoderVerdict:
    """The same in this process. Never raises but for what ends the process."""
    with _overheard() as said:
        try:
            pictures = [_picture(number) for number in range(_PICTURES)]
            own = _encoded(pictures, encoder)
            x264 = _encoded(pictures, None)
            problem = _problem(own, x264, pictures)
        except Exception as error:  # of a library that is not ours
            reason = said[-1][2] if said else str(error)
            problem = f"cannot be used here: {' '.join(reason.split()).rstrip('.')}"
            return EncoderVerdict(encoder.name, encoder.title, problem=problem)
    return EncoderVerdict(encoder.name, encoder.title, own.ms, x264.ms, problem)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A clip, what it took of the processor and of the time for a picture, and the most pictures held back."""

    content: bytes
    ms: float
    lasted_ms: float
    held_back: int


def _encoded(pictures: list[I420], encoder: Encoder | None) -> _Encoded:
    muxer = FragmentMuxer(_WIDTH, _HEIGHT, encoder=encoder)
    content, held_back = b"", 0
    used_s, began_s = time.process_time(), time.perf_counter()
    for number, picture in enumerate(pictures):
        muxer.encode(picture, number * CLIP_TIME_BASE.denominator // _FPS)
        content += muxer.flush()
        held_back = max(held_back, number + 1 - muxer.frames)
    used_s, lasted_s = time.process_time() - used_s, time.perf_counter() - began_s
    content += muxer.finish()
    return _Encoded(muxer.header + content, used_s / len(pictures) * 1e3, lasted_s / len(pictures) * 1e3, held_back)


def _problem(own: _Encoded, x264: _Encoded, pictures: list[I420]) -> str:
    shown, starts = _decoded(own.content)
    lost, larger = len(pictures) - len(shown), len(own.content) / len(x264.content)
    apart = [cv2.PSNR(found, picture.planes) for found, picture in zip(shown, pictures, strict=False)]
    psnr_db = min(apart, default=0.0)
    problems = {
        f"holds {own.held_back} pictures back": own.held_back > 0,
        f"lost {lost} of {len(pictures)} pictures": lost > 0,
        "makes no key frame when it is asked for one": starts < _KEY_FRAMES,
        f"makes wrong pictures: {psnr_db:.0f} dB": psnr_db < _LEAST_PSNR_DB,
        f"makes files {larger:.1f} times as large as x264's": larger > _MOST_TIMES_AS_LARGE,
        f"takes {own.lasted_ms:.0f} ms for a picture": own.lasted_ms > 1e3 / _FPS,
        f"takes {own.ms:.1f} ms of the processor for a picture, x264 {x264.ms:.1f}": own.ms > _LEAST_SPARED * x264.ms,
    }
    return next((problem for problem, there in problems.items() if there), "")


@contextmanager
def _overheard() -> Generator[list[tuple[int, str, str]]]:
    """What FFmpeg says of errors, which is more than PyAV raises, and is not for the terminal."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture(local=False) as said:
            yield said
    finally:
        av.logging.set_level(before)


def _decoded(content: bytes) -> tuple[list[npt.NDArray[np.uint8]], int]:
    """The pictures of a clip as I420, and the number of those that decoding can start at."""
    with av.open(io.BytesIO(content), "r") as clip:
        shown = [frame.to_ndarray(format="yuv420p").astype(np.uint8, copy=False) for frame in clip.decode(video=0)]
        clip.seek(0)
        starts = sum(is_idr(packet) for packet in clip.demux(video=0) if packet.size)
    return shown, starts


def _picture(number: int) -> I420:
    """Flat colours and edges that move, like a toon's."""
    image = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
    image[:] = np.linspace(40, 200, _WIDTH, dtype=np.uint8)[None, :, None]
    cv2.circle(image, (300 + 8 * number, 360), 180, (220, 120, 90), -1)
    cv2.circle(image, (300 + 8 * number, 360), 180, (20, 15, 30), 9)
    cv2.putText(image, str(number), (800, 400), cv2.FONT_HERSHEY_SIMPLEX, 6, (30, 90, 220), 20)
    return to_i420(image)
