"""SideTracks: the sound and the subtitles of a video file on their way into an MP4; what cannot go along is named."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from core.media.audio import AudioTrack, holds_sound
from core.media.subtitles import SubtitleTrack, is_written

_SILENT = "that was left out: it is silent, or of a kind that is not known."
_NO_FILM = Disposition.attached_pic | Disposition.timed_thumbnails


class SideTracks:
    """Chooses the streams, then writes their packets.

    Args:
        container: the open file.
        film: its video stream that is converted.
        with_subtitles: drones write into them where they are.

    Attributes:
        streams: those that go along.
    """

    def __init__(self, container: InputContainer, film: VideoStream, *, with_subtitles: bool) -> None:
        self._name = Path(container.name).name
        self._tracks: dict[int, AudioTrack | SubtitleTrack] = {}
        programme = container.streams.best("video", related=film)
        subtitles = container.streams.subtitles if with_subtitles else ()
        reasons = {
            stream: _why_not(
                stream, is_other_programme=container.streams.best("video", related=stream) is not programme
            )
            for stream in (*container.streams.video, *container.streams.audio, *subtitles)
            if stream is not film
        }
        self.streams = [stream for stream, reason in reasons.items() if reason is None]
        self._left_out = [*filter(None, reasons.values()), *_data(container)]

    def open(self, target: OutputContainer, *, start_s: float) -> None:
        """Add the tracks to the MP4, into which nothing was muxed yet; `start_s` of the file becomes its 0."""
        for stream in self.streams:
            kind = AudioTrack if isinstance(stream, AudioStream) else SubtitleTrack
            self._tracks[stream.index] = kind(stream, target, start_s=start_s)  # pyright: ignore[reportArgumentType]

    def write(self, packet: Packet[Any]) -> None:
        """Take a packet of one of `streams`.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        self._tracks[packet.stream.index].write(packet)

    def finish(self) -> None:
        """Write what encoders still hold.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        for track in self._tracks.values():
            track.finish()

    def notes(self, *, clock_jumped: bool) -> Iterator[str]:
        """What a person should know: left out, encoded anew, damaged. To be asked at the end.

        Args:
            clock_jumped: where recordings were joined, their ends may overlap without any damage.
        """
        yield from (f"{self._name} has {words}" for words in self._left_out)
        sounds = [track for track in self._tracks.values() if isinstance(track, AudioTrack)]
        for codec in sorted(
            {track.encoded_from for track in sounds if track.encoded_from and track.packets > track.damaged}
        ):
            yield f"The sound of {self._name} ({codec}) was encoded as AAC, with all its channels: MP4 cannot hold it."
        if any(not track.packets for track in sounds):
            yield f"{self._name} has a sound track {_SILENT}"
        damaged = sum(track.damaged - track.repeated * clock_jumped for track in sounds)
        if damaged:
            yield f"{self._name} is damaged; sound packets that were left out: {damaged}."


def _why_not(stream: Stream, *, is_other_programme: bool) -> str | None:
    """What to say of a stream that stays behind; nothing of a cover. None: it goes along."""
    if isinstance(stream, VideoStream):
        is_film = not stream.disposition & _NO_FILM
        return f"another film ({stream.width} x {stream.height} px), which was left out." if is_film else ""
    kind = "a sound track" if isinstance(stream, AudioStream) else "subtitles"
    if is_other_programme:
        return f"{kind} of another programme, left out."
    if isinstance(stream, AudioStream):
        return None if holds_sound(stream) else f"{kind} {_SILENT}"
    if isinstance(stream, SubtitleStream) and not is_written(stream):
        return f"{kind} that were left out: they are no text, and MP4 cannot hold them."
    return None


def _data(container: InputContainer) -> Iterator[str]:
    """What to say of tracks that are neither seen nor heard; one of chapters goes along in another form."""
    tracks = len(container.streams.data) - bool(container.chapters())
    if tracks > 0 and "mov" in container.format.name:
        yield "data such as motion or time codes, which was left out."
