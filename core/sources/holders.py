"""programs_holding(): which other programs have a device open, as far as the system tells."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_PROCESSES = Path("/proc")
_MOST_NAMES = 3


def programs_holding(device: Path, *, processes: Path = _PROCESSES) -> list[str]:
    """Names of the programs, without our own, each once; of other people's programs Linux says nothing.

    Args:
        device: such as /dev/video0.
        processes: where Linux shows what is running; elsewhere it is not there.
    """
    try:
        wanted = device.stat()
    except OSError:
        return []
    names: list[str] = []
    for process in processes.glob("[0-9]*"):
        if int(process.name) != os.getpid() and _holds(process, wanted):
            name = _name(process)
            if name not in names:
                names.append(name)
    return names[:_MOST_NAMES]


def _holds(process: Path, wanted: os.stat_result) -> bool:
    try:
        return any(_is_same(link, wanted) for link in (process / "fd").iterdir())
    except OSError:  # another person's, or it has just ended
        return False


def _is_same(link: Path, wanted: os.stat_result) -> bool:
    try:
        found = link.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino)


def _name(process: Path) -> str:
    try:
        return psutil.Process(int(process.name)).name()
    except psutil.Error:
        return f"process {process.name}"
