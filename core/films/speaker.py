"""Speaker: plays samples through the system's loudspeaker, a moment after they are given."""

# sounddevice has no types.
# pyright: basic

from __future__ import annotations

import logging
from threading import Lock
from typing import Any

import numpy as np

from core.sound import Samples
from core.sound_library import close_stream, sound_library, start_stream, turn

_log = logging.getLogger(__name__)
_RATE, _CHANNELS = 48_000, 2
_LONGEST_S = 1.0
_LONGEST_STEP_S = 0.05


class Speaker:
    """Without PortAudio or a loudspeaker it is silent. `play` belongs to one thread, `muted` to any."""

    def __init__(self) -> None:
        self.muted = False
        self._lock = Lock()
        self._waiting = np.zeros((0, _CHANNELS), np.float32)
        self._stream: Any = None

    def open(self) -> None:
        """Begin; a failure is logged, nothing else."""
        try:
            sounddevice = sound_library()
            with turn:
                stream = sounddevice.OutputStream(
                    samplerate=_RATE, channels=_CHANNELS, dtype="float32", callback=self._on_wanted
                )
                start_stream(stream)
            self._stream = stream
        except Exception as error:
            _log.warning("no loudspeaker: %s", error)

    def play(self, samples: Samples, ahead_s: float) -> None:
        """Play samples, (N, 2) float32, in so many seconds; what is late by then is left out."""
        stream = self._stream
        if stream is None:
            return
        with self._lock:
            gap_s = ahead_s - float(stream.latency) - len(self._waiting) / _RATE
            if gap_s > _LONGEST_STEP_S:
                silence = np.zeros((round(gap_s * _RATE), _CHANNELS), np.float32)
                self._waiting = np.concatenate((self._waiting, silence))
            elif gap_s < -_LONGEST_STEP_S:
                samples = samples[round(-gap_s * _RATE) :]
            self._waiting = np.concatenate((self._waiting, samples))[-round(_LONGEST_S * _RATE) :]

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._waiting = self._waiting[:0]

    def close(self) -> None:
        """Idempotent."""
        stream, self._stream = self._stream, None
        self.clear()
        if stream is not None:
            with turn:
                close_stream(stream)

    def _on_wanted(self, wanted: Samples, count: int, _times: object, _status: object) -> None:
        """PortAudio's thread."""
        with self._lock:
            ready, self._waiting = self._waiting[:count], self._waiting[count:]
        wanted[:] = 0
        if not self.muted:
            wanted[: len(ready)] = ready
