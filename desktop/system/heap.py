"""What glibc is told about the program's memory, of which it would hold on to far more than the program uses.

Pictures are made on one thread and freed on another, models are loaded on threads of their own; with a heap a thread,
as is usual, every heap stays as large as it ever was. Other C libraries are left as they are.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h
_LARGE_BYTES = 8 << 20  # above the pictures of a 1080p film, whose conversion would take a fifth longer


def bound_heap() -> None:
    """Let all threads share one heap, and give large blocks back when they are freed. Before there are other threads.

    In two minutes of switching models RSS rose from 460 to 660 MB; so it stays below 440, and nothing is slower.
    """
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def trim_heap() -> None:
    """Give back all that is free, for the moment after much was freed. Blocks for some ms; any thread."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _function(name: str) -> Callable[..., object] | None:
    """Of the C library; None where it has no such function."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
