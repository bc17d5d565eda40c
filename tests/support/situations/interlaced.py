"""Interlaced video, and frames that only say that the picture stays."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags

from support.played import first_image, played
from support.situations.situation import Finding, Kind, Place, Situation

_ROWS, _COLUMNS, _STEP, _FRAMES = 96, 160, 12, 12
_FEWEST_TIMES_LESS = 4


def _bar(at: int) -> np.ndarray:
    image = np.full((_ROWS, _COLUMNS, 3), 40, np.uint8)
    image[:, at : at + 30] = 220
    return image


def camcorder(path: Path, *, interlaced: bool) -> Path:
    """A bar that moves; each frame holds it at two places, one on the even rows, the other on the odd ones."""
    with av.open(str(path), "w") as container:
        options = {"x264-params": "tff=1"} if interlaced else {}
        stream = container.add_stream("libx264", rate=25, options={"crf": "10", "bf": "0", **options})
        stream.width, stream.height, stream.pix_fmt = _COLUMNS, _ROWS, "yuv420p"
        if interlaced:
            stream.codec_context.flags |= Flags.interlaced_dct
        for number in range(_FRAMES):
            at = 4 + _STEP * number % 100
            image = _bar(at)
            if interlaced:
                image[1::2] = _bar(at + _STEP // 2)[1::2]
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def combs(image: np.ndarray) -> float:
    """How much rows differ from those beside them."""
    rows = image[..., 0].astype(float)
    return float(np.abs(rows[1:-1] - (rows[:-2] + rows[2:]) / 2).mean())


def _deinterlaced(name: str, place: Place) -> Finding:
    path = camcorder(place.folder / name, interlaced=True)
    before = combs(first_image(path))
    after = max(combs(image) for image in place.seen(path))
    clip = played(place.folder / "out.mp4")
    off_ms = 1000 * float(np.abs(np.subtract(clip.times_s, np.arange(len(clip.times_s)) / 25)).max())
    right = after < before / _FEWEST_TIMES_LESS and len(clip.times_s) == _FRAMES and off_ms <= 1
    return Finding(f"combs {before:.1f} become {after:.1f}; {len(clip.times_s)} pictures at their times", right)


def _whole(place: Place) -> Finding:
    path = camcorder(place.folder / "in.mp4", interlaced=False)
    off = int(np.abs(first_image(place.film(path)).astype(int) - first_image(path)).max())
    return Finding(f"off by {off} of 255", off <= 12)


def _still(place: Place) -> Finding:
    path = _with_empty_packets(place.folder / "in.nut")
    with av.open(str(path)) as clip:
        empty = sum(not packet.size for packet in clip.demux(video=0) if packet.pts is not None)
    told = place.convert(path, place.folder / "out.mp4")
    made = played(place.folder / "out.mp4")
    span_s = made.times_s[-1] - made.times_s[0]
    words = (
        f"{len(made.times_s)} pictures and {empty} empty packets over {span_s:.2f} s, {told.words or 'nothing said'}"
    )
    return Finding(words, empty == 20 and not told.words and abs(span_s - 0.8) < 0.05)


def _with_empty_packets(path: Path) -> Path:
    """Five pictures a fifth of a second apart, and between them packets of no bytes."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(25):
            packets = [av.Packet(b"")]
            if number % 5 == 0:
                image = np.full((48, 64, 3), 8 * number, np.uint8)
                packets = stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24"))
            for packet in packets:
                packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 25)
                container.mux(packet)
    return path


def _row(given: str, name: str) -> Situation:
    return Situation(Kind.INTERLACED, given, "no combs, every picture at its time", partial(_deinterlaced, name))


SITUATIONS = (
    _row("a camcorder's MP4", "in.mp4"),
    _row("television, .ts", "in.ts"),
    _row("a recording, .mkv", "in.mkv"),
    Situation(Kind.INTERLACED, "whole frames", "not touched", _whole),
    Situation(Kind.INTERLACED, "packets that mean “as before”, .nut", "the picture stays, no damage", _still),
)
