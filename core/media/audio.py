"""AudioTrack: one audio stream on its way from a video file into an MP4."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import cast

from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError, InvalidDataError
from av.packet import Packet
from av.video.stream import VideoStream

_CARRIED_BY_MP4 = {"aac", "ac3", "alac", "eac3", "flac", "mp3", "opus"}
_AAC_RATES = (48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
_AAC_BIT_RATE = 96_000  # of each channel
_AAC_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 8: "7.1"}


class AudioTrack:
    """Copies the stream unchanged where MP4 can carry its codec, and encodes it as AAC where not.

    Args:
        source: the stream of the open video.
        target: the MP4, open for writing; nothing muxed yet.
        start_s: time of the video that becomes 0 in the MP4.

    Attributes:
        damaged: packets that were left out because they cannot be decoded; the others keep their times.
        repeated: those of them that go back in time.
        packets: that came.
        encoded_from: name of the codec that MP4 cannot hold, which became AAC; None where the sound is copied.
    """

    def __init__(self, source: AudioStream, target: OutputContainer, *, start_s: float) -> None:
        self._target = target
        self._start_s = start_s
        self._last_dts: int | None = None
        self._encoder: _Encoder | None = None
        self.damaged = self.repeated = self.packets = 0
        self.encoded_from: str | None = None
        self._unframed: BitStreamFilterContext | None = None
        codec = source.codec_context.codec.canonical_name
        if codec in _CARRIED_BY_MP4:
            self._stream = target.add_stream_from_template(source)
            if codec == "aac" and not source.codec_context.extradata:  # as in broadcasts, each packet with a header
                self._unframed = BitStreamFilterContext("aac_adtstoasc", source)
        else:
            self.encoded_from = codec
            self._encoder = _Encoder(source, target)
            self._stream = self._encoder.stream
        if source.language is not None:
            self._stream.metadata["language"] = source.language
        self._stream.disposition = source.disposition

    def write(self, packet: Packet[AudioStream]) -> None:
        """Take a packet of the source stream.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        self.packets += bool(packet.size)
        try:
            frames = packet.decode()
        except FFmpegError:
            self.damaged += 1
            return
        if self._encoder is None:
            self._copy(packet)
            return
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                frame.pts -= round(self._start_s / frame.time_base)
            self._mux(self._encoder.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds.

        Raises:
            FFmpegError: the MP4 cannot be written.
        """
        if self._encoder is not None:
            self._mux(self._encoder.flush())

    def _copy(self, packet: Packet[AudioStream]) -> None:
        if packet.dts is None or packet.pts is None:
            return
        shift = round(self._start_s / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        try:
            packets = [packet] if self._unframed is None else self._unframed.filter(packet)
        except FFmpegError:
            self.damaged += 1
            return
        self._mux(packets)

    def _mux(self, packets: list[Packet[AudioStream]]) -> None:
        for packet in packets:
            if self._last_dts is not None and packet.dts is not None and packet.dts <= self._last_dts:
                self.damaged += 1
                self.repeated += 1
                continue
            self._last_dts = packet.dts
            packet.stream = self._stream
            try:
                self._target.mux(packet)
            except InvalidDataError:  # in its header, which the muxer rewrites
                self.damaged += 1


def sound_of(container: InputContainer, film: VideoStream) -> AudioStream | None:
    """The sound track that players choose: of the film's programme, marked as default, with the most channels."""
    known = [stream for stream in container.streams.audio if stream.codec_context]
    best = container.streams.best("audio", related=film)
    return best if isinstance(best, AudioStream) and best in known else next(iter(known), None)


def holds_sound(stream: AudioStream) -> bool:
    """Whether it can be carried over: not when its codec is unknown, or when it was announced and never came."""
    context = cast("AudioCodecContext | None", stream.codec_context)
    return context is not None and context.sample_rate > 0 and stream.channels > 0


class _Encoder:
    """Makes AAC of sound of any kind, also of one that changes on the way as in broadcasts."""

    def __init__(self, source: AudioStream, target: OutputContainer) -> None:
        self._rate = source.rate if source.rate in _AAC_RATES else _AAC_RATES[0]
        self._layout = _AAC_LAYOUTS.get(source.channels, "stereo")
        self._kind: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self.stream = target.add_stream("aac", rate=self._rate, layout=self._layout)
        self.stream.bit_rate = _AAC_BIT_RATE * max(2, source.channels)

    def encode(self, frame: AudioFrame) -> list[Packet[AudioStream]]:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        before = []
        if self._resampler is None or kind != self._kind:
            before = self._flushed_resampler()
            self._kind = kind
            self._resampler = AudioResampler(format="fltp", layout=self._layout, rate=self._rate)
        return self._encoded([*before, *self._resampler.resample(frame)])

    def flush(self) -> list[Packet[AudioStream]]:
        return [*self._encoded(self._flushed_resampler()), *self.stream.encode(None)]

    def _flushed_resampler(self) -> list[AudioFrame]:
        if self._resampler is None:
            return []
        # With nothing to convert the resampler hands back the None that it is flushed with.
        return list(filter(None, self._resampler.resample(None)))

    def _encoded(self, frames: list[AudioFrame]) -> list[Packet[AudioStream]]:
        return [packet for frame in frames for packet in self.stream.encode(frame)]
