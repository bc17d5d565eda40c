"""moov_first(): a finished MP4 again with its index, the moov box, in front, and without tracks in which nothing is."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HEAD, _LARGE, _COUNT = struct.Struct(">I4s"), struct.Struct(">Q"), struct.Struct(">I")
_AROUND_OFFSETS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_OFFSETS = {b"stco": ">I", b"co64": ">Q"}
_CHUNK_BYTES = 1 << 20
_AT_OFFSETS = 8  # behind the version, the flags and the count
_AT_SIZES = 16  # behind the head, the version, the flags and the size of all samples


def moov_first(source: Path, target: Path, *, blanked: bytes = b"") -> None:
    """Copy an MP4 that ends with its moov box.

    Args:
        source: as FFmpeg wrote it.
        target: written over.
        blanked: what the file names itself by while it is made, and the copy shall not: made zeros.

    Raises:
        OSError: it cannot be read or written.
        ValueError: `source` is no such file.
        struct.error: the same, or it is too large to be changed so.
    """
    with source.open("rb") as file, target.open("wb") as copy:
        boxes = list(_boxes(file, 0, source.stat().st_size))
        kinds = [kind for kind, _, _ in boxes]
        if kinds[:1] != [b"ftyp"] or kinds[-1:] != [b"moov"]:
            raise ValueError(source)
        _, first_end = boxes[0][1:]
        _, start, end = boxes[-1]
        file.seek(start)
        moov = _with_samples(bytearray(file.read(end - start)))
        _shift(moov, len(moov))
        file.seek(0)
        copy.write(file.read(first_end))
        copy.write(_without(blanked, moov))
        left = start - first_end
        while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
            copy.write(_without(blanked, chunk))
            left -= len(chunk)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of each box between two places."""
    while start + _HEAD.size <= end:
        file.seek(start)
        size, kind = _HEAD.unpack(file.read(_HEAD.size))
        if size == 1:
            (size,) = _LARGE.unpack(file.read(_LARGE.size))
        if size < _HEAD.size or start + size > end:
            raise ValueError(kind)
        yield kind, start, start + size
        start += size


def _with_samples(moov: bytearray) -> bytearray:
    """Without the tracks that were announced and never came: players may wait for them."""
    empty = [
        (start, end)
        for kind, start, end in _boxes(io.BytesIO(moov), _HEAD.size, len(moov))
        if kind == b"trak" and not _samples(moov, start, end)
    ]
    for start, end in reversed(empty):
        del moov[start:end]
    _COUNT.pack_into(moov, 0, len(moov))
    return moov


def _samples(moov: bytearray, start: int, end: int) -> int:
    """How many a track has."""
    for kind, inner_start, inner_end in _boxes(io.BytesIO(moov), start + _HEAD.size, end):
        if kind == b"stsz":
            return _COUNT.unpack_from(moov, inner_start + _AT_SIZES)[0]
        if kind in _AROUND_OFFSETS and (samples := _samples(moov, inner_start, inner_end)):
            return samples
    return 0


def _shift(moov: bytearray, by: int) -> None:
    """Move what the index points to."""
    waiting = [(0, len(moov))]
    while waiting:
        for kind, start, end in _boxes(io.BytesIO(moov), *waiting.pop()):
            if kind in _AROUND_OFFSETS:
                waiting.append((start + _HEAD.size, end))
            elif kind in _OFFSETS:
                _shift_offsets(moov, start + _HEAD.size, _OFFSETS[kind], by)


def _shift_offsets(moov: bytearray, start: int, form: str, by: int) -> None:
    (count,) = _COUNT.unpack_from(moov, start + _AT_OFFSETS - _COUNT.size)
    many = struct.Struct(f">{count}{form[1]}")
    offsets = many.unpack_from(moov, start + _AT_OFFSETS)
    many.pack_into(moov, start + _AT_OFFSETS, *(offset + by for offset in offsets))


def _without(blanked: bytes, content: bytes | bytearray) -> bytes | bytearray:
    return content.replace(blanked, bytes(len(blanked))) if blanked else content
