"""A microphone of the tests' own: a steady tone in real time, told when to be away, to refuse or to hang."""

from __future__ import annotations

import time
from threading import Event

import numpy as np

from core.errors import MicrophoneError, MicrophoneLost
from core.sound import SoundBlock

RATE, BLOCK = 48_000, 480


class FakeMicrophone:
    """Hears a tone of half the loudness, in blocks of ten milliseconds."""

    def __init__(self, name: str = "Fake microphone", *, level: float = 0.5, pace_s: float = 0.01) -> None:
        self.name = name
        self.level = level
        self.pace_s = pace_s
        self.open_error: Exception | None = None
        self.lost = Event()
        self.opened = 0
        self.is_open = False
        self._closed = Event()

    def open(self) -> None:
        self.opened += 1
        if self.open_error is not None:
            raise self.open_error
        if self.lost.is_set():
            raise MicrophoneLost(f"{self.name} is away.")
        self.is_open = True
        self._closed.clear()

    def read(self) -> SoundBlock:
        if self._closed.wait(self.pace_s) or self.lost.is_set():
            raise MicrophoneLost(f"{self.name} stopped.", hint="Plug it in again.")
        wave = (self.level * np.sin(np.arange(BLOCK) * 2 * np.pi / 48)).astype(np.float32)
        now_ns = time.perf_counter_ns()
        return SoundBlock(wave[:, None], RATE, now_ns - now_ns % 10_000_000 - 20_000_000)

    def close(self) -> None:
        self.is_open = False
        self._closed.set()


def refusals() -> list[MicrophoneError]:
    """What a microphone may answer."""
    from core.errors import MicrophoneBusy, MicrophoneNotFound, MicrophonePermissionDenied, SoundLibraryMissing

    kinds = (MicrophoneBusy, MicrophoneNotFound, MicrophonePermissionDenied, SoundLibraryMissing)
    return [kind("It does not work.", hint="Try another.") for kind in kinds]
