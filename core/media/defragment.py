"""defragment(): what is whole in the file of a clip as an ordinary MP4, with its index in front."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
from av.packet import Packet
from av.video.stream import VideoStream

from core.media.fragments import Contents, Span
from core.media.h264 import is_idr


def defragment(file: BinaryIO, contents: Contents, target: Path) -> None:
    """Copy the encoded frames into a new MP4 that begins at the time 0. Blocks on the disk.

    Behind damage, at the start too, the frames up to the next key frame are left out, as they show what was lost.

    Args:
        file: open for reading.
        contents: what `scan` found in it; at least one run.
        target: written over if it exists.

    Raises:
        FFmpegError: `target` cannot be written.
        OSError: the same, or `file` cannot be read.
    """
    with av.open(str(target.absolute()), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        stream: VideoStream | None = None
        start = 0
        for packet in frames(file, contents):
            if stream is None:
                stream = output.add_stream_from_template(packet.stream)
                start = packet.pts or 0
            packet.pts, packet.dts = (packet.pts or 0) - start, (packet.dts or 0) - start
            packet.stream = stream
            output.mux(packet)


def frames(file: BinaryIO, contents: Contents) -> Iterator[Packet[VideoStream]]:
    """The encoded frames that `defragment` copies.

    Raises:
        FFmpegError: the fragments cannot be read.
        OSError: `file` cannot be read.
    """
    if contents.header is None:
        return
    for run in contents.runs:
        is_shown = False
        with av.open(_Spliced(file, contents.header, run), "r", format="mp4") as source:
            for packet in source.demux(source.streams.video[0]):
                is_shown = is_shown or is_idr(packet)
                if is_shown and packet.dts is not None:
                    yield packet


class _Spliced(io.RawIOBase):
    """Two spans of a file, read as if the second followed the first."""

    def __init__(self, file: BinaryIO, first: Span, second: Span) -> None:
        super().__init__()
        self._file = file
        self._first = first
        self._second = second
        self._split = first.end - first.start
        self._size = self._split + second.end - second.start
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        return self._position

    def read(self, size: int = -1) -> bytes:
        if self._position < self._split:
            start, left = self._first.start + self._position, self._split - self._position
        else:
            start, left = self._second.start + self._position - self._split, self._size - self._position
        self._file.seek(start)
        content = self._file.read(max(0, min(size, left) if size >= 0 else left))
        self._position += len(content)
        return content
