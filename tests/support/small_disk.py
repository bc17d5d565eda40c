"""A disk of a few megabytes, for what happens when it is full or goes away; for root on Linux only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MountRefused(Exception):
    """No file system can be mounted here; the text says why."""


@contextmanager
def mounted(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a new file system at `folder`.

    Raises:
        MountRefused: that is not possible here.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        raise MountRefused("it needs root on Linux")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True)
    if done.returncode:
        raise MountRefused(done.stderr.decode().strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)
