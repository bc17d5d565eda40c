"""The file of a clip that is being recorded: an MP4 header, then fragments that each end in a checksum.

Whatever happens to the program, the disk or the file, `scan` finds the fragments that are whole, and takes no file of
another program for one of these:

    ftyp moov | moof mdat checksum | moof mdat checksum | ...

The checksum is a `free` box, which players skip. A fragment is written as the content of one large `free` box and
turned into a fragment by its first 8 bytes, which are written last: players never meet half of one.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

HEAD_BYTES = 8
"""Of a box: its size, this head included, and its type."""
_HEAD = struct.Struct(">I4s")
_CHECKSUM = struct.Struct(">I4s4sI")
_MARK = b"tCrc"
_LARGEST_MOOF_BYTES = 2**20
_CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file, from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What is whole in the file of a clip.

    Attributes:
        header: None when it is damaged or cut: nothing can be played without it.
        runs: fragments that follow each other without a gap.
        damaged: places that hold something else than whole fragments, an end that was cut off not counted.
        end: of the last whole fragment, or of the header.
    """

    header: Span | None
    runs: list[Span] = field(default_factory=list[Span])
    damaged: int = 0
    end: int = 0


def sealed(fragment: bytes) -> bytes:
    """The fragment with its checksum behind it."""
    return fragment + _checksum_box(zlib.crc32(fragment))


def concealed(fragment: bytes) -> bytes:
    """The fragment as the content of a box that players skip; with its own first `HEAD_BYTES` it is itself again."""
    return _HEAD.pack(len(fragment), b"free") + fragment[HEAD_BYTES:]


def fragment_start(stream: bytes) -> int:
    """Where the first fragment begins in the bytes of a fragmented MP4; their length when there is none."""
    position = 0
    while position + HEAD_BYTES <= len(stream):
        size, kind = _HEAD.unpack_from(stream, position)
        if kind == b"moof":
            return position
        position += size
    return len(stream)


def scan(file: BinaryIO) -> Contents:
    """Find what is whole. Reads all of it.

    Raises:
        OSError: the file cannot be read.
    """
    size = file.seek(0, os.SEEK_END)
    header = _header(file, size)
    if header is None:
        return Contents(None)
    runs: list[Span] = []
    position, end, damaged = header.end, header.end, 0
    while position < size:
        fragment_end = _whole_fragment_end(file, position, size)
        if fragment_end is None:
            following = _next_fragment(file, position + 1, size)
            damaged += following < size or not _is_cut(file, position, size)
            position = following
            continue
        if runs and runs[-1].end == position:
            runs[-1] = Span(runs[-1].start, fragment_end)
        else:
            runs.append(Span(position, fragment_end))
        position = end = fragment_end
    return Contents(header, runs, damaged, end)


def _header(file: BinaryIO, size: int) -> Span | None:
    position = 0
    while True:
        kind, end = _box(file, position)
        if end > size:
            return None
        if kind == b"moov":
            return Span(0, end)
        if kind not in {b"ftyp", b"free"}:
            return None
        position = end


def _whole_fragment_end(file: BinaryIO, start: int, size: int) -> int | None:
    """Where the sealed fragment that begins at `start` ends; None when there is no whole one."""
    kind, moof_end = _box(file, start)
    if kind != b"moof" or moof_end - start > _LARGEST_MOOF_BYTES:
        return None
    kind, end = _box(file, moof_end)
    if kind != b"mdat" or end > size:
        return None
    file.seek(end)
    stated = file.read(_CHECKSUM.size)
    return end + _CHECKSUM.size if stated == _checksum_box(_checksum(file, Span(start, end))) else None


def _is_cut(file: BinaryIO, start: int, size: int) -> bool:
    """Whether the file ends within a fragment that begins at `start`, sealed or not."""
    kind, end = _box(file, start)
    if kind == b"moof" and end < size:
        _, mdat_end = _box(file, end)
        return mdat_end + _CHECKSUM.size > size
    return end >= size


def _box(file: BinaryIO, start: int) -> tuple[bytes, int]:
    """Type and end of the box at `start`; a box without a possible size has no type."""
    file.seek(start)
    head = file.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return b"", start + HEAD_BYTES
    size, kind = _HEAD.unpack(head)
    return (kind, start + size) if size >= HEAD_BYTES else (b"", start + HEAD_BYTES)


def _checksum_box(checksum: int) -> bytes:
    return _CHECKSUM.pack(_CHECKSUM.size, b"free", _MARK, checksum)


def _checksum(file: BinaryIO, span: Span) -> int:
    file.seek(span.start)
    checksum, left = 0, span.end - span.start
    while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
        checksum = zlib.crc32(chunk, checksum)
        left -= len(chunk)
    return checksum


def _next_fragment(file: BinaryIO, start: int, size: int) -> int:
    """Where the first whole fragment at or behind `start` begins; `size` when there is none."""
    overlap = HEAD_BYTES - 1
    for position in range(start, size, _CHUNK_BYTES):
        file.seek(position)
        chunk = file.read(_CHUNK_BYTES + overlap)
        found = chunk.find(b"moof", 4)
        while found >= 0:
            candidate = position + found - 4
            if _whole_fragment_end(file, candidate, size) is not None:
                return candidate
            found = chunk.find(b"moof", found + 1)
    return size
