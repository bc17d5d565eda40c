"""SubtitleTrack: one stream of written subtitles on its way from a video file into an MP4."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any, cast

from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.stream import SubtitleStream

_OF_MP4 = "mov_text"
_WRITTEN = {_OF_MP4, "subrip", "srt", "ass", "ssa", "webvtt", "text"}


def is_written(stream: SubtitleStream) -> bool:
    """Whether the subtitles are text, which MP4 can hold, and no pictures or codes of a television."""
    context = cast("SubtitleCodecContext | None", stream.codec_context)
    return context is not None and context.name in _WRITTEN


class SubtitleTrack:
    """Copies what is MP4's own kind, and writes other text anew, with its italics and line breaks.

    Args:
        source: a stream that `is_written`.
        target: the MP4, open for writing; nothing muxed yet.
        start_s: time of the video that becomes 0 in the MP4.

    Attributes:
        damaged: packets that were left out.
    """

    def __init__(self, source: SubtitleStream, target: OutputContainer, *, start_s: float) -> None:
        self._decoder = source.codec_context
        self._target = target
        self._start_s = start_s
        self._is_copied = self._decoder.name == _OF_MP4
        self._last_pts: int | None = None
        self.damaged = 0
        if self._is_copied:
            self._stream = target.add_stream_from_template(source)
        else:
            self._decoder.open()  # makes the header, without which the encoder does not start
            self._stream = target.add_stream(_OF_MP4)
            self._stream.codec_context.subtitle_header = self._decoder.subtitle_header
        if source.language is not None:
            self._stream.metadata["language"] = source.language
        self._stream.disposition = source.disposition

    def write(self, packet: Packet[Any]) -> None:
        """Take a packet of the source stream.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        if packet.pts is None:
            return
        pts = packet.pts - round(self._start_s / packet.time_base)
        written = packet if self._is_copied else self._encoded(packet)
        if written is None or (self._last_pts is not None and pts < self._last_pts):
            self.damaged += written is None
            return
        written.pts, written.dts, written.time_base = pts, pts, packet.time_base
        written.duration = packet.duration
        written.stream = self._stream
        self._last_pts = pts
        self._target.mux(written)

    def finish(self) -> None:
        """Nothing waits: a subtitle is written as it comes."""

    def _encoded(self, packet: Packet[Any]) -> Packet[Any] | None:
        try:
            subtitle = self._decoder.decode2(packet)
            return None if subtitle is None else self._stream.codec_context.encode_subtitle(subtitle)
        except FFmpegError:
            return None
