"""Marks an open file as in use until it is closed or its program ends, however that ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_FAR_BYTE = 2**40
"""Windows keeps others from reading the byte that is locked."""
_BINARY = getattr(os, "O_BINARY", 0)
_STALE_S = 60.0


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


@contextmanager
def in_use(path: Path) -> Generator[None]:
    """While entered, nobody else takes it.

    Raises:
        BlockingIOError: somebody works at it.
        OSError: it cannot be opened, or its file system knows no locks.
    """
    descriptor = os.open(path, os.O_RDWR | _BINARY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def marked_as_used(path: Path) -> Generator[None]:
    """The same as far as the file system knows locks."""
    descriptor = os.open(path, os.O_RDWR | _BINARY)
    try:
        with suppress(OSError):
            lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def delete_unused(path: Path) -> None:
    """Delete a file that nobody works at, as far as possible; without locks, one that rested for a minute."""
    with suppress(OSError):
        try:
            with in_use(path):
                if sys.platform != "win32":  # which deletes no open file
                    path.unlink()
                    return
        except BlockingIOError:
            return
        except OSError:
            if path.stat().st_mtime > time.time() - _STALE_S:  # noqa: TID251 - st_mtime is of this clock
                return
        path.unlink()
