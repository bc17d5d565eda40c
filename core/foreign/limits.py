"""confine(): what a process that runs a stranger's network gives up, before it reads the network."""

# The modules of POSIX are absent on Windows.
# pyright: standard

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from core.foreign.landlock import give_up_files
from core.foreign.seccomp import give_up_calls

_MORE_FILES = 64
# What the runtime asks of the system itself: how many processors there are, and how much memory.
_SYSTEM = (Path("/proc/self"), Path("/proc/cpuinfo"), Path("/proc/meminfo"), Path("/sys/devices/system/cpu"))


def confine(readable: Sequence[Path], *, memory_bytes: int, uses_devices: bool = False) -> tuple[str, ...]:
    """Limit this process for good. On its main thread, before it starts others. Windows is left to the parent's job.

    Args:
        readable: the folders that it may still read, beside those of Python's modules.
        memory_bytes: that it may still take.
        uses_devices: a graphics card is to run the network: its driver opens devices, writes caches, and takes any
            amount of addresses. Then only programs and the network are out of reach.

    Returns:
        The names of the limits that are in force.
    """
    held: list[str] = []
    if sys.platform != "win32":
        held.append(_limit_resources(memory_bytes, uses_devices=uses_devices))
    if sys.platform.startswith("linux"):
        modules = map(Path, filter(None, sys.path))  # some are read when they are first needed
        if not uses_devices and give_up_files([*readable, *modules, *_SYSTEM]):
            held.append("landlock")
        if give_up_calls(may_write=uses_devices):
            held.append("seccomp")
    return tuple(held)


def _limit_resources(memory_bytes: int, *, uses_devices: bool) -> str:
    import resource

    limits = {resource.RLIMIT_CORE: 0}
    if not uses_devices:
        limits[resource.RLIMIT_FSIZE] = 0
        # Of Linux; macOS holds a process to neither, so that its parent looks at the memory there.
        limits[resource.RLIMIT_DATA] = _taken_bytes() + memory_bytes
        limits[resource.RLIMIT_NOFILE] = _MORE_FILES
    for kind, value in limits.items():
        _, most = resource.getrlimit(kind)
        bound = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (bound, bound))
    return "rlimits"


def _taken_bytes() -> int:
    """What the libraries have taken already, as RLIMIT_DATA counts it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 1 << 30
    line = next((line for line in status.read_text().splitlines() if line.startswith("VmData:")), "VmData: 1048576 kB")
    return int(line.split()[1]) * 1024
