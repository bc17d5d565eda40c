"""PortAudio, of which the process has one: microphones and loudspeaker share it, and its list of devices."""

# sounddevice has no types.
# pyright: basic

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock
from types import ModuleType
from typing import Any

from core.errors import SoundLibraryMissing

turn = Lock()
"""Held by whoever lists, opens or closes."""
_open_streams: list[Any] = []


def sound_library() -> ModuleType:
    """The module sounddevice.

    Raises:
        SoundLibraryMissing: there is no PortAudio.
    """
    try:
        import sounddevice
    except OSError as error:
        hint = "Install it: `sudo apt-get install libportaudio2`." if sys.platform == "linux" else "Reinstall ToonClip."
        raise SoundLibraryMissing("The library PortAudio is missing, so nothing can be heard.", hint=hint) from error
    return sounddevice


def look_again() -> None:
    """Let PortAudio find what was plugged in since. Not while a stream is open, which would end. With `turn`."""
    if _open_streams:
        return
    sounddevice = sound_library()
    sounddevice._terminate()  # noqa: SLF001 - the way that sounddevice's authors name
    sounddevice._initialize()  # noqa: SLF001


def start_stream(stream: Any) -> None:
    """Start a stream that was just made; one that refuses is closed. With `turn`.

    Raises:
        sounddevice.PortAudioError: it refuses.
    """
    _open_streams.append(stream)
    try:
        stream.start()
    except BaseException:
        close_stream(stream)
        raise


def close_stream(stream: Any) -> None:
    """Stop and close a stream that was started. With `turn`."""
    _open_streams.remove(stream)
    with suppress(Exception):
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
