"""SoundBlock and SoundFeed: the sound that travels through the engine beside the frames."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""(N, channels), float32, -1..1."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundBlock:
    """Some milliseconds of sound.

    Attributes:
        samples: (N, channels) float32, -1..1, read-only.
        rate: samples a second, as its device counts them.
        start_ns: when the first of them was heard, on the clock of `Frame.captured_ns`.
    """

    samples: Samples
    rate: int
    start_ns: int

    @property
    def end_ns(self) -> int:
        return self.start_ns + self.at(len(self.samples))

    def at(self, sample: int) -> int:
        """The ns from the start to a sample."""
        return round(sample * 1e9 / self.rate)

    def between(self, start_ns: int, end_ns: int) -> SoundBlock | None:
        """The part of it that was heard then; None when there is none."""
        first = max(0, round((start_ns - self.start_ns) * self.rate / 1e9))
        last = min(len(self.samples), round((end_ns - self.start_ns) * self.rate / 1e9))
        if first >= last:
            return None
        return SoundBlock(self.samples[first:last], self.rate, self.start_ns + self.at(first))


class SoundSink(Protocol):
    """Takes sound while it is attached to a feed."""

    def submit_sound(self, block: SoundBlock) -> None:
        """Take a block. The microphone's thread; returns at once."""
        ...


class SoundFeed:
    """Hands every block to whoever is attached. Any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sinks: tuple[SoundSink, ...] = ()

    def attach(self, sink: SoundSink) -> None:
        with self._lock:
            self._sinks = (*self._sinks, sink)

    def detach(self, sink: SoundSink) -> None:
        """Does nothing when it is not attached."""
        with self._lock:
            self._sinks = tuple(other for other in self._sinks if other is not sink)

    def submit_sound(self, block: SoundBlock) -> None:
        for sink in self._sinks:
            sink.submit_sound(block)
