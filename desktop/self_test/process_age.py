"""process_age_s(): how long ago this process was started, before Python and the libraries were read. No Qt."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil

_AFTER_NAME = ") "
_START_FIELD = 19


def process_age_s() -> float:
    """Seconds since the system started this process."""
    if sys.platform == "linux":
        # psutil counts from a boot time in whole seconds; the kernel's own clock is exact to a hundredth.
        fields = Path("/proc/self/stat").read_text("utf-8").rpartition(_AFTER_NAME)[2].split()
        started_s = int(fields[_START_FIELD]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s
    return time.time() - psutil.Process().create_time()  # noqa: TID251 - create_time is of this clock
