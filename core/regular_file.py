"""Reads files that somebody else made: never a pipe or a device, which would block or never end."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

# Opening a pipe waits for its writer; Windows has neither.
_DO_NOT_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading; its descriptor was checked, so that nothing else can take the file's place.

    Raises:
        OSError: it is missing, may not be read, or is not a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | _DO_NOT_WAIT | _BINARY)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "It is not a regular file", str(path))
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, *, limit_bytes: int) -> bytes:
    """What is in a small file.

    Raises:
        OSError: as `open_regular`; or it is larger than the limit.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(min(limit_bytes, size) + 1)  # so much memory is taken before anything is read
    if len(content) > limit_bytes:
        raise OSError(errno.EFBIG, f"It is larger than {limit_bytes / 1e6:.0f} MB", str(path))
    return content
