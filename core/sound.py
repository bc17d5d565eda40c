"""SoundTrack: one sound stream on its way from a video file into an MP4."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet

_CARRIED_BY_MP4 = {"aac", "ac3", "alac", "flac", "mp3", "opus"}
_AAC_RATES = (48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
_AAC_BIT_RATE = 192_000


class SoundTrack:
    """Copies the stream unchanged where MP4 can carry its codec, and encodes it as AAC where not.

    Args:
        source: the stream of the open video.
        target: the MP4, open for writing; nothing muxed yet.
        start_s: time of the video that becomes 0 in the MP4.
    """

    def __init__(self, source: AudioStream, target: OutputContainer, *, start_s: float) -> None:
        self._target = target
        self._start_s = start_s
        self._resampler: AudioResampler | None = None
        self._last_dts: int | None = None
        self.damaged = 0
        if source.codec_context.codec.canonical_name in _CARRIED_BY_MP4:
            self._stream = target.add_stream_from_template(source)
            return
        rate = source.rate if source.rate in _AAC_RATES else _AAC_RATES[0]
        layout = "stereo" if source.channels > 1 else "mono"
        self._resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
        self._stream = target.add_stream("aac", rate=rate, layout=layout)
        self._stream.bit_rate = _AAC_BIT_RATE

    def write(self, packet: Packet[AudioStream]) -> None:
        """Take a packet of the source stream; damaged ones are skipped and counted.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        if self._resampler is None:
            self._copy(packet)
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            self.damaged += 1
            return
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                frame.pts -= round(self._start_s / frame.time_base)
            self._encode(self._resampler.resample(frame))

    def finish(self) -> None:
        """Write what the encoder still holds.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        if self._resampler is not None:
            self._encode(self._resampler.resample(None))
            self._target.mux(self._stream.encode(None))

    def _copy(self, packet: Packet[AudioStream]) -> None:
        if packet.dts is None or packet.pts is None:
            return
        shift = round(self._start_s / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        if self._last_dts is not None and packet.dts <= self._last_dts:
            self.damaged += 1
            return
        self._last_dts = packet.dts
        packet.stream = self._stream
        self._target.mux(packet)

    def _encode(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            self._target.mux(self._stream.encode(frame))
