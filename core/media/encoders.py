"""Encoder: a way to make H.264, on the processor or on a graphics card, and what FFmpeg has to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import av.codec

from core.errors import CodecMissing

_IN_PLACE_OF_X264 = ("h264_videotoolbox", "h264_mf", "libopenh264")
_ZERO_LATENCY = (("tune", "zerolatency"), ("forced-idr", "1"))


def _as_it_is(crf: int) -> int:
    return crf


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder and its settings.

    Attributes:
        name: FFmpeg's.
        title: for people.
        settings: for FFmpeg.
        quality: those that take a number.
        scale: the number for a CRF of x264's.
        pixels: FFmpeg's name of the layout that it takes.
        live: no B-frames, it holds no frame back, and I-frames that are asked for are places to start at.
    """

    name: str
    title: str
    settings: tuple[tuple[str, str], ...] = ()
    quality: tuple[str, ...] = ()
    scale: Callable[[int], int] = _as_it_is
    pixels: str = "yuv420p"
    live: bool = True

    def options(self, crf: int) -> dict[str, str]:
        """What FFmpeg is given for a CRF."""
        return dict(self.settings) | dict.fromkeys(self.quality, str(self.scale(crf)))


def x264(preset: str, *settings: tuple[str, str], live: bool = False, crf_more: int = 0) -> Encoder:
    """The encoder of the processor; or what this build of FFmpeg has in its place, as it is.

    Args:
        preset: speed.
        settings: that differ from the preset's.
        live: see `Encoder`.
        crf_more: added to every CRF.

    Raises:
        CodecMissing: this build of PyAV has no H.264 encoder.
    """
    if "libx264" in av.codec.codecs_available:
        every = (("preset", preset), *settings, *(_ZERO_LATENCY if live else ()))
        return Encoder("libx264", "x264", every, ("crf",), lambda crf: crf + crf_more, live=live)
    for name in _IN_PLACE_OF_X264:
        if name in av.codec.codecs_available:
            return Encoder(name, name, live=live)
    raise CodecMissing(
        "No H.264 encoder was found.", hint="Install the PyAV wheel from PyPI: `pip install --force-reinstall av`."
    )


class Encoders(Protocol):
    """Which encoder is used. Any thread."""

    def best(self) -> Encoder | None:
        """The card's to take now; None: x264. Returns at once."""
        ...

    def fail(self, encoder: Encoder, problem: str) -> None:
        """It was right once, and fails now."""
        ...


def hardware_encoders() -> list[Encoder]:
    """Those that this build of FFmpeg has; whether there is a card for them, only trying tells."""
    return [encoder for encoder in _KNOWN if encoder.name in av.codec.codecs_available]


def _lambda_of_percent(crf: int) -> int:
    """VideoToolbox counts its quality from 0 to 100, and FFmpeg multiplies by 118."""
    return 118 * max(1, min(100, 100 - 2 * crf))


_KNOWN = (
    Encoder(
        "h264_nvenc",
        "NVENC",
        (("preset", "p3"), ("tune", "ll"), ("rc", "vbr"), ("zerolatency", "1"), ("delay", "0"), ("forced-idr", "1")),
        ("cq",),
    ),
    Encoder(
        "h264_qsv",
        "Quick Sync Video",
        (("preset", "veryfast"), ("async_depth", "1"), ("forced_idr", "1")),
        ("global_quality",),
        pixels="nv12",
    ),
    Encoder(
        "h264_amf",
        "AMF",
        (("usage", "lowlatency"), ("quality", "speed"), ("rc", "cqp"), ("forced_idr", "1")),
        ("qp_i", "qp_p"),
    ),
    Encoder(
        "h264_videotoolbox",
        "VideoToolbox",
        (("realtime", "1"), ("prio_speed", "1"), ("flags", "+qscale")),
        ("global_quality",),
        _lambda_of_percent,
    ),
)
