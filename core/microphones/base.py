"""Microphone: what the listener asks of a device that hears."""

from __future__ import annotations

from typing import Protocol

from core.sound import SoundBlock


class Microphone(Protocol):
    """Opened, read and closed by one thread; `close` also by others. `open` after `close` works again."""

    @property
    def name(self) -> str:
        """For people."""
        ...

    def open(self) -> None:
        """Acquire the device.

        Raises:
            MicrophoneError: with everything released.
        """
        ...

    def read(self) -> SoundBlock:
        """Block until the next sound, for two seconds at most; its times come from one steady clock.

        Raises:
            MicrophoneError: no more can be had until it is opened again.
        """
        ...

    def close(self) -> None:
        """Release everything; a blocked `read` raises soon. Any thread; idempotent."""
        ...
