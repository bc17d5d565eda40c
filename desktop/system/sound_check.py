"""Whether the library is here that microphones and the sound of films go through. Imports no library itself."""

from __future__ import annotations

import ctypes
import sys


def missing_sound_packages() -> list[str]:
    """The Debian package of PortAudio where it is not found; empty on other systems, whose wheel brings it."""
    if sys.platform != "linux":
        return []
    try:
        ctypes.CDLL("libportaudio.so.2")
    except OSError:
        return ["libportaudio2"]
    return []
