"""How many processors this process may use, which in a container are fewer than the machine has, and their name."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def usable_cores(cgroup: Path = _CGROUP) -> int:
    """Processors by the affinity and by the quota of the control group, at least 1.

    Args:
        cgroup: where Linux shows the limits of the container.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _quota(cgroup) or allowed))


def processor_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """What the processor calls itself; what it is of, such as x86_64, where it does not say.

    Args:
        cpuinfo: where Linux describes the processors.
    """
    name = ""
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
        )
        name = asked.stdout.strip()
    elif cpuinfo.exists():
        lines = (line.partition(":") for line in cpuinfo.read_text("utf-8", "replace").splitlines())
        name = next((value.strip() for key, _, value in lines if key.strip() == "model name"), "")
    return name or platform.processor() or platform.machine() or "unknown processor"


def _quota(cgroup: Path) -> int | None:
    """Processors' worth of time, rounded up; None: unlimited."""
    try:
        if (unified := cgroup / "cpu.max").exists():
            share, period = unified.read_text().split()
        else:
            share, period = ((cgroup / "cpu" / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        return math.ceil(int(share) / int(period)) if int(share) > 0 else None
    except (OSError, ValueError, ZeroDivisionError):  # another system, or “max”
        return None
