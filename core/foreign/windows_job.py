"""Job: holds a process of Windows to its memory, and ends it when this program ends."""

# ctypes' functions of Windows exist there alone.
# pyright: standard

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

_KILL_ON_CLOSE, _PROCESS_MEMORY, _ACTIVE_PROCESSES = 0x2000, 0x100, 0x8
_EXTENDED_LIMITS = 9


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_set", ctypes.c_size_t),
        ("largest_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of the Windows API."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    )


class Job:
    """Of one process, which can start no other. Does nothing on other systems, whose processes limit themselves."""

    def __init__(self, process: subprocess.Popen[Any], memory_bytes: int) -> None:
        self._handle: int | None = None
        if sys.platform != "win32":
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        self._handle = kernel.CreateJobObjectW(None, None)
        limits = _Limits()
        limits.basic.flags = _KILL_ON_CLOSE | _PROCESS_MEMORY | _ACTIVE_PROCESSES
        limits.basic.active_processes = 1
        limits.process_memory = memory_bytes
        job = ctypes.c_void_p(self._handle)
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(int(process._handle)))  # noqa: SLF001 - Python's only way

    def close(self) -> None:
        """End what is left of it. Idempotent."""
        handle, self._handle = self._handle, None
        if handle is not None and sys.platform == "win32":
            ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(handle))
