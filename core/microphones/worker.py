"""MicrophoneWorker: reads a microphone, opens a lost one again, and measures how loud it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import numpy as np

from core.errors import AppError, MicrophoneLost
from core.events import EventListener, MicrophoneFailed, MicrophoneStarted
from core.microphones.base import Microphone
from core.sound import SoundBlock
from core.worker import Worker

_log = logging.getLogger(__name__)
_FALLS_A_SECOND = 0.02


def retry_waits_s() -> Iterator[float]:
    """How long to wait before each try to open a lost microphone again, doubling up to four seconds."""
    wait_s = 0.5
    while True:
        yield wait_s
        wait_s = min(4.0, wait_s * 2)


class MicrophoneWorker(Worker):
    """One microphone's thread. Whatever the microphone does, it is tried again until the worker is stopped.

    Args:
        microphone: opened, read and closed here.
        hear: receives every block; must return at once.
        listener: told when the microphone starts, and once when it delivers nothing.
        after: the worker of the previous microphone, whose device is released before ours is opened.
    """

    def __init__(
        self,
        microphone: Microphone,
        hear: Callable[[SoundBlock], None],
        listener: EventListener,
        *,
        after: MicrophoneWorker | None = None,
    ) -> None:
        super().__init__("microphone")
        self._microphone, self._hear, self._listener, self._after = microphone, hear, listener, after
        self._waits_s = retry_waits_s()
        self._is_open = self._was_heard = self._told = False
        self._level = 0.0

    @property
    def level(self) -> float:
        """The peak, 0..1, which falls slowly. Any thread."""
        return self._level

    def request_stop(self) -> None:
        super().request_stop()
        self._microphone.close()

    def _setup(self) -> None:
        if self._after is not None:
            self._after.request_stop()
            self._after.join(2.0)
            self._after = None

    def _step(self) -> None:
        try:
            if not self._is_open:
                self._microphone.open()
                self._is_open = True
            block = self._microphone.read()
        except Exception as error:
            self._on_error(error)
            return
        if self._stopping.is_set():
            return
        if self._told or not self._was_heard:
            self._told, self._was_heard = False, True
            self._waits_s = retry_waits_s()
            self._listener(MicrophoneStarted(self._microphone.name))
        self._measure(block)
        self._hear(block)

    def _measure(self, block: SoundBlock) -> None:
        peak = float(np.abs(block.samples).max(initial=0.0))
        fallen = self._level * _FALLS_A_SECOND ** (len(block.samples) / block.rate)
        self._level = min(1.0, max(peak, fallen))

    def _on_error(self, error: Exception) -> None:
        self._microphone.close()
        self._is_open = False
        self._level = 0.0
        if self._stopping.is_set():
            return
        if not isinstance(error, AppError):
            _log.error("%s raised what a microphone should not", self._microphone.name, exc_info=error)
            error = MicrophoneLost(
                f"The microphone “{self._microphone.name}” failed: {error}.", hint="Plug it in again."
            )
        if not self._told:
            self._told = True
            self._listener(MicrophoneFailed(self._microphone.name, error))
        self._stopping.wait(next(self._waits_s))

    def _teardown(self) -> None:
        self._microphone.close()
