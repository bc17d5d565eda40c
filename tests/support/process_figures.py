"""What this process holds of the computer: memory, threads, file descriptors."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """Attributes:
    rss_mb: resident memory, 10^6 bytes.
    threads: of any library, not Python's alone.
    descriptors: open file descriptors; on Windows handles.
    """

    rss_mb: float
    threads: int
    descriptors: int


def process_figures() -> ProcessFigures:
    """As they are now, of the process that asks."""
    process = psutil.Process()
    descriptors = process.num_handles() if sys.platform == "win32" else process.num_fds()
    return ProcessFigures(process.memory_info().rss / 1e6, process.num_threads(), descriptors)
