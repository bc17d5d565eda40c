"""defragment(): what is whole in the file of a clip as an ordinary MP4, with its index in front.

FFmpeg's `hybrid_fragmented` makes one without a copy. Tried with FFmpeg 8.1.2: killed, such a file plays but for its
last 7 frames at most; ended, it is an ordinary MP4. It is not used: its fragments carry no checksum, so that damage
could not be told from what is whole, and its index is at the end (with `faststart` it is refused).
"""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from core.media.fragments import Contents, Span
from core.media.h264 import is_idr
from core.media.soundtrack import is_sound


def defragment(file: BinaryIO, contents: Contents, target: Path) -> None:
    """Copy the encoded frames and the sound into a new MP4 that begins at the time 0. Blocks on the disk.

    Behind damage, at the start too, the frames up to the next key frame are left out, as they show what was lost.

    Args:
        file: open for reading.
        contents: what `scan` found in it; at least one run.
        target: written over if it exists.

    Raises:
        FFmpegError: `target` cannot be written.
        OSError: the same, or `file` cannot be read.
    """
    with_sound = any(map(is_sound, packets(file, contents)))
    with av.open(str(target.absolute()), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        streams: dict[int, Any] = {}
        start_s = next((float((packet.pts or 0) * packet.time_base) for packet in frames(file, contents)), 0.0)
        for packet in packets(file, contents):
            if not streams:
                streams = _added(output, packet.stream.container, with_sound=with_sound)
            shift = round(start_s / packet.time_base)
            packet.pts, packet.dts = (packet.pts or 0) - shift, (packet.dts or 0) - shift
            if packet.dts < 0:  # sound of frames that are left out
                continue
            packet.stream = streams[packet.stream.index]
            output.mux(packet)


def frames(file: BinaryIO, contents: Contents) -> Iterator[Packet[VideoStream]]:
    """The encoded frames that `defragment` copies.

    Raises:
        FFmpegError: the fragments cannot be read.
        OSError: `file` cannot be read.
    """
    return (packet for packet in packets(file, contents) if not is_sound(packet))


def packets(file: BinaryIO, contents: Contents) -> Iterator[Packet[Any]]:
    """The encoded frames that can be shown, and all of the sound.

    Raises:
        FFmpegError: the fragments cannot be read.
        OSError: `file` cannot be read.
    """
    if contents.header is None:
        return
    for run in contents.runs:
        is_shown = False
        with av.open(_Spliced(file, contents.header, run), "r", format="mp4") as source:
            for packet in source.demux(source.streams.video[0], *source.streams.audio):
                is_shown = is_shown or (not is_sound(packet) and is_idr(packet))
                if packet.dts is not None and (is_shown or is_sound(packet)):
                    yield packet


def _added(output: OutputContainer, source: InputContainer, *, with_sound: bool) -> dict[int, Any]:
    """The streams of `output`, by the number of those of `source` that they continue."""
    wanted = [source.streams.video[0], *(source.streams.audio if with_sound else ())]
    return {stream.index: output.add_stream_from_template(stream) for stream in wanted}


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
