"""Soundtrack: blocks of sound become AAC in step with the picture, however their device counts its samples."""

# PyAV leaves the packets of its streams and what its filters give untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any, cast

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph
from av.packet import Packet

from core.sound import Samples, SoundBlock

RATE = 48_000
_LAYOUT = "stereo"
_BIT_RATE = 128_000
_MICROSECOND = Fraction(1, 1_000_000)
_PACKET_SAMPLES = 1024
_PACKETS_AT_ONCE = 10 * RATE // _PACKET_SAMPLES
_UNTIL_SILENT = RATE
"""After so many silent samples each packet is like the one before."""
_LONGEST_STEP_NS = 60_000_000
"""Blocks whose times differ by more do not follow each other: sound is missing, or was given twice."""

_IN_STEP = "min_comp=0.0005:max_soft_comp=0.002:min_hard_comp=100:comp_duration=2"
"""Stretched by at most 0.2 %, which nobody hears, until what comes out is where the times say it should be."""


def add_sound_stream(container: OutputContainer) -> AudioStream:
    """Add an AAC stream: 48 kHz, stereo, 128 kbit/s."""
    stream = container.add_stream("aac", rate=RATE, layout=_LAYOUT)
    stream.bit_rate = _BIT_RATE
    return stream


def is_sound(packet: Packet[Any]) -> bool:
    """Whether a packet of a clip is of its sound; else it is a frame."""
    return isinstance(packet.stream, AudioStream)


class Soundtrack:
    """One unbroken track from the clip's time 0 on: silence where nothing was heard.

    Args:
        stream: of `add_sound_stream`.
    """

    def __init__(self, stream: AudioStream) -> None:
        self._stream = stream
        self._resampler: _Resampler | None = None
        self._due_ns = 0
        self._written = self._surplus = self._repeated = 0
        self._coming: deque[Iterator[Packet[AudioStream]]] = deque()

    def encode(self, block: SoundBlock) -> list[Packet[AudioStream]]:
        """Take a block, timed from the clip's start; one that is earlier than the last is cut.

        Returns:
            The packets that are ready, from the time 0 on; ten seconds of them at most, the rest follows.
        """
        self._coming.append(self._packets_of(block))
        return list(islice(self._in_order(), _PACKETS_AT_ONCE))

    def finish(self) -> list[Packet[AudioStream]]:
        """All that is left: of the blocks, of the resampler and of the encoder."""
        return [*self._in_order(), *self._end_of_run(), *self._placed(self._stream.encode(None))]

    def _in_order(self) -> Iterator[Packet[AudioStream]]:
        while self._coming:
            for packet in self._coming[0]:  # noqa: UP028 - a block whose packets are left half way goes on later
                yield packet
            self._coming.popleft()

    def _packets_of(self, block: SoundBlock) -> Iterator[Packet[AudioStream]]:
        resampler = self._resampler
        in_step = abs(block.start_ns - self._due_ns) <= _LONGEST_STEP_NS
        if resampler is None or resampler.rate != block.rate or not in_step:
            yield from self._end_of_run()
            resampler = self._resampler = _Resampler(block.rate)
            yield from self._silent_until(round(block.start_ns * RATE / 1e9))
        self._due_ns = block.end_ns
        yield from self._encoded(resampler.resample(_stereo(block.samples), block.start_ns))

    def _end_of_run(self) -> list[Packet[AudioStream]]:
        resampler, self._resampler = self._resampler, None
        return self._encoded(resampler.flush()) if resampler is not None else []

    def _silent_until(self, sample: int) -> Iterator[Packet[AudioStream]]:
        """Go to the track's sample where the next run begins: through silence, or by leaving its first samples out."""
        self._surplus = max(0, self._written - sample)
        before = self._encoded(_silence(min(_UNTIL_SILENT, sample - self._written)))
        repeats = max(0, sample - self._written - _UNTIL_SILENT) // _PACKET_SAMPLES
        silent = [_copied(packet) for packet in before[-1:]]  # of its own: who has taken a packet may have used it up
        yield from before
        for packet in silent:
            self._repeated += repeats * _PACKET_SAMPLES
            self._written += repeats * _PACKET_SAMPLES
            yield from (_copied(packet, later=number * _PACKET_SAMPLES) for number in range(1, repeats + 1))
        yield from self._encoded(_silence(sample - self._written))

    def _encoded(self, planar: Iterable[Samples]) -> list[Packet[AudioStream]]:
        packets: list[Packet[AudioStream]] = []
        for samples in planar:
            left_out = min(self._surplus, samples.shape[1])
            self._surplus -= left_out
            if left_out == samples.shape[1]:
                continue
            kept = np.ascontiguousarray(samples[:, left_out:])
            frame = AudioFrame.from_ndarray(kept, format="fltp", layout=_LAYOUT)
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._written - self._repeated
            self._written += kept.shape[1]
            packets += self._placed(self._stream.encode(frame))
        return packets

    def _placed(self, packets: list[Packet[AudioStream]]) -> list[Packet[AudioStream]]:
        """Behind the repeated ones; without the one that warms the decoder up: fragments know no negative times."""
        kept = [packet for packet in packets if packet.pts is not None and packet.pts >= 0]
        for packet in kept:
            packet.pts = packet.dts = (packet.pts or 0) + self._repeated
        return kept


class _Resampler:
    """FFmpeg's, told when each block was heard: it corrects the drift between the device's clock and ours."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._graph = Graph()
        blocks = self._graph.add_abuffer(sample_rate=rate, format="flt", layout=_LAYOUT, time_base=_MICROSECOND)
        resample = self._graph.add("aresample", f"{RATE}:{_IN_STEP}")
        form = self._graph.add("aformat", f"sample_fmts=fltp:channel_layouts={_LAYOUT}:sample_rates={RATE}")
        self._graph.link_nodes(blocks, resample, form, self._graph.add("abuffersink")).configure()

    def resample(self, samples: Samples, start_ns: int) -> Iterator[Samples]:
        """Samples of the track that are ready, planar: (2, N). Those of a run follow each other without a gap."""
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout=_LAYOUT)
        frame.sample_rate, frame.time_base, frame.pts = self.rate, _MICROSECOND, start_ns // 1000
        self._graph.push(frame)
        return self._ready()

    def flush(self) -> Iterator[Samples]:
        """The last of them."""
        self._graph.push(None)
        return self._ready()

    def _ready(self) -> Iterator[Samples]:
        while True:
            try:
                frame = cast("AudioFrame", self._graph.pull())
            except (NothingYet, NothingMore):
                return
            yield cast("Samples", frame.to_ndarray())


def _stereo(samples: Samples) -> Samples:
    """Two channels. More than two are the inputs of an interface, of which any may be the one in use: all are mixed."""
    channels = samples.shape[1]
    if channels > 2:
        samples = np.clip(samples.sum(axis=1, keepdims=True) / np.sqrt(channels), -1, 1).astype(np.float32)
    return np.ascontiguousarray(samples if samples.shape[1] == 2 else samples.repeat(2, axis=1))


def _silence(samples: int) -> list[Samples]:
    return [np.zeros((2, samples), np.float32)] if samples > 0 else []


def _copied(packet: Packet[AudioStream], *, later: int = 0) -> Packet[AudioStream]:
    """The same so many samples later: hours of silence are not encoded at once."""
    copy = cast("Packet[AudioStream]", Packet(bytes(packet)))
    copy.time_base, copy.duration = packet.time_base, packet.duration
    copy.pts = copy.dts = (packet.pts or 0) + later
    return copy
