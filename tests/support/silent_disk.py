"""A real disk that stops to answer, as one on a network may: a FUSE file system that is held. For root on Linux."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.small_disk import MountRefused


class SilentDisk:
    """A folder of another one, by the program bindfs.

    Args:
        folder: where it is mounted; made here.
        held: what it shows; made here.
    """

    def __init__(self, folder: Path, held: Path) -> None:
        self.folder = folder
        folder.mkdir()
        held.mkdir()
        self._program = subprocess.Popen(["bindfs", "-f", str(held), str(folder)], stderr=subprocess.DEVNULL)
        while not os.path.ismount(folder):
            if self._program.poll() is not None:
                raise MountRefused("bindfs mounts nothing here")
            time.sleep(0.02)

    def fall_silent(self) -> None:
        """From now on whoever uses the folder waits."""
        self._program.send_signal(signal.SIGSTOP)

    def answer(self) -> None:
        self._program.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.answer()
        subprocess.run(["umount", "-l", str(self.folder)], check=False, capture_output=True)
        self._program.kill()
        self._program.wait(10)


@contextmanager
def silent_disk(folder: Path, held: Path) -> Iterator[SilentDisk]:
    """Mounted for as long as the block takes.

    Raises:
        MountRefused: that is not possible here.
    """
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("bindfs") is None:
        raise MountRefused("it needs root on Linux, and bindfs: apt-get install bindfs")
    disk = SilentDisk(folder, held)
    try:
        yield disk
    finally:
        disk.close()
