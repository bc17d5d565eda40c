"""HEVC with what Dolby Vision notes beside each picture, by ETSI GS CCM 001: as short as it can be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

_START_CODE, _UNSPECIFIED_62, _PREFIX, _END = b"\0\0\0\1", b"\x7c\x01", b"\x19", b"\x80"
_CHECKSUM_BYTES = 4


class _Bits:
    def __init__(self) -> None:
        self._digits = ""

    def fixed(self, *fields: tuple[int, int]) -> None:
        """Values with their widths."""
        self._digits += "".join(f"{value:0{width}b}" for value, width in fields)

    def golomb(self, *values: int) -> None:
        """Exponential-Golomb codes."""
        for value in values:
            digits = f"{value + 1:b}"
            self._digits += "0" * (len(digits) - 1) + digits

    def padded(self) -> bytes:
        digits = self._digits + "0" * (-len(self._digits) % 8)
        return int(digits, 2).to_bytes(len(digits) // 8, "big")


def dolby_vision(path: Path, *, has_base: bool) -> Path:
    """A bare stream of three grey pictures: of profile 8, or of 5, which nobody but Dolby's decoders can show."""
    context = av.CodecContext.create("libx265", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = 96, 64, "yuv420p10le"
    context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
    context.options = {"x265-params": "log-level=none:bframes=0:repeat-headers=1"}
    packets = [packet for number in range(3) for packet in context.encode(_grey(number))]
    packets += context.encode(None)
    path.write_bytes(b"".join(bytes(packet) + _metadata(has_base=has_base) for packet in packets))
    return path


def _grey(number: int) -> av.VideoFrame:
    frame = av.VideoFrame(96, 64, "yuv420p10le")
    for plane in frame.planes:
        plane.update(b"\0\2" * (plane.buffer_size // 2))
    frame.pts = number
    return frame


def _metadata(*, has_base: bool) -> bytes:
    bits = _Bits()
    bits.fixed((2, 6), (18, 11), (int(has_base), 4), (0, 4), (1, 1), (0, 1), (0, 2))  # type, format, profile, level
    bits.golomb(23)
    bits.fixed((1, 2), (int(not has_base), 1))  # full range
    bits.golomb(2, 2, 4)
    bits.fixed((0, 5), (1, 1), (0, 2))
    bits.golomb(0, 0, 0)
    for _ in range(3):
        bits.golomb(0)
        bits.fixed((0, 10), (1023, 10))
    bits.golomb(0, 0)
    for _ in range(3):  # curves that change nothing
        bits.golomb(0, 0)
        bits.fixed((0, 1))
        bits.golomb(0)
        bits.fixed((0, 23))
        bits.golomb(1)
        bits.fixed((0, 23))
    return _START_CODE + _UNSPECIFIED_62 + _escaped(_PREFIX + bits.padded() + bytes(_CHECKSUM_BYTES) + _END)


def _escaped(content: bytes) -> bytes:
    """Without anything that looks like a start code."""
    found, zeros = bytearray(), 0
    for byte in content:
        if zeros >= 2 and byte <= 3:
            found.append(3)
            zeros = 0
        found.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(found)
