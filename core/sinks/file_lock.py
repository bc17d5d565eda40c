"""lock(): marks an open file as in use until it is closed or its program ends, however that ends."""

from __future__ import annotations

import os
import sys

_FAR_BYTE = 2**40
"""Windows keeps others from reading the byte that is locked."""


def lock(descriptor: int) -> None:
    """Lock an open file.

    Raises:
        BlockingIOError: another program has locked it.
        OSError: its file system knows no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
