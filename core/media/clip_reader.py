"""ClipReader: the frames of a video file, each whole and with its time, and the packets of its other streams."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.media.continuity import Continuity
from core.media.deinterlace import Deinterlacer
from core.media.timestamps import FrameTimes, frame_rate, has_clock


@dataclass(frozen=True, slots=True, eq=False)
class TimedFrame:
    """A decoded frame with its time from the clip's start. The last one lasts until the stream ends."""

    frame: VideoFrame
    time_s: float
    duration_s: float


class ClipReader:
    """Iterates over the frames of a video stream and the packets of others, in the file's order. One pass, one thread.

    Damaged packets are left out and counted; where the file cannot be read on, it ends.

    Args:
        container: the open file.
        video_stream: what is decoded.
        others: streams whose packets are wanted, undecoded.

    Attributes:
        start_s: time in the packets that is the clip's start.
        gap_s: from one frame to the next, where the file says so; else a guess.
        promised_s: how long the file says that it is; 0 where it does not.
        read_to_s: how far the file was read, from the clip's start.
        damaged: packets that could not be decoded, or read.
    """

    def __init__(self, container: InputContainer, video_stream: VideoStream, others: Sequence[Stream] = ()) -> None:
        self._container = container
        self._video_stream = video_stream
        self._others = others
        self.start_s = (container.start_time or 0) / av.time_base
        self._is_timed = has_clock(container)
        self.promised_s = (container.duration or 0) / av.time_base if self._is_timed else 0.0
        self.gap_s = 1 / frame_rate(container, video_stream)
        self._times = FrameTimes(start_s=self.start_s, gap_s=self.gap_s, counts=not self._is_timed)
        self._continuity = Continuity(container.format.name)
        self._deinterlacer = Deinterlacer()
        self._waiting: deque[tuple[float, float]] = deque()  # times of the frames in the deinterlacer
        self._pictures_to_s = 0.0
        self.read_to_s = 0.0
        self.damaged = 0

    @property
    def clock_jumped(self) -> bool:
        """Whether the file's own clock did so far, which makes its stated duration meaningless."""
        return self._continuity.jumped

    def __iter__(self) -> Iterator[TimedFrame | Packet[Any]]:
        held: TimedFrame | None = None
        for item in self._items():
            if isinstance(item, TimedFrame):
                held, item = item, held  # noqa: PLW2901 - one frame behind, as the last one's duration is known last
            if item is not None:
                yield item
        if held is not None:
            lasts_s = self._pictures_to_s - held.time_s
            yield replace(held, duration_s=max(held.duration_s, lasts_s))

    def frames(self) -> Iterator[TimedFrame]:
        """The frames alone."""
        return (item for item in self if isinstance(item, TimedFrame))

    def _items(self) -> Iterator[TimedFrame | Packet[Any]]:
        try:
            for packet in self._container.demux(self._video_stream, *self._others):
                self._continuity.apply(packet)
                self._note_end(packet)
                if packet.stream is self._video_stream:
                    yield from self._decoded(cast("Packet[VideoStream]", packet))
                else:
                    yield packet
        except FFmpegError:  # the file stops being readable here
            self.damaged += 1
        for frame in self._deinterlacer.finish():
            yield TimedFrame(frame, *self._waiting.popleft())

    def _note_end(self, packet: Packet[Any]) -> None:
        if packet.pts is None or not self._is_timed:
            return
        end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base) - self.start_s
        self.read_to_s = max(self.read_to_s, end_s)
        if packet.stream is self._video_stream:
            self._pictures_to_s = max(self._pictures_to_s, end_s)

    def _decoded(self, packet: Packet[VideoStream]) -> Iterator[TimedFrame]:
        if not packet.size and packet.pts is not None:  # "as before", in Theora and AVI
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            self.damaged += 1
            return
        for frame in frames:
            time_s, duration_s = self._times.next_s(frame)
            self._waiting.append((time_s - self.start_s, duration_s))
            for whole in self._deinterlacer.put(frame):
                yield TimedFrame(whole, *self._waiting.popleft())
