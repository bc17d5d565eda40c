"""give_back_memory(): freed memory goes back to the system, where the allocator would keep it."""

from __future__ import annotations

import ctypes
import sys


def give_back_memory() -> None:
    """Call after something large was freed; takes some milliseconds.

    glibc keeps what was freed apart for every thread that allocated it. Models are loaded by one thread, drawn with by
    another and freed by a third: without this a window that has switched models four times holds 140 MB for nothing.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
        if trim is not None:
            trim(0)
