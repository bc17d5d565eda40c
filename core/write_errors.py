"""What to tell a person when a file or folder cannot be written."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from core.errors import FolderNotWritable, NameTaken, NoSpace, WriteError

_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR}


@contextmanager
def writing(path: Path, *kinds: type[Exception]) -> Generator[None]:
    """Turn the system's errors while writing `path` into ours.

    Args:
        path: of the file or folder.
        kinds: of exceptions of the library that writes, beside OSError.

    Raises:
        NoSpace: the disk is full.
        FolderNotWritable: the folder is missing or may not be written.
        NameTaken: there is a file that is not to be replaced.
        WriteError: anything else.
    """
    try:
        yield
    except (OSError, *kinds) as error:
        raise write_error(path, error) from error


def write_error(path: Path, error: BaseException) -> WriteError:
    """What to tell about an error met while writing `path`."""
    number = getattr(error, "errno", None)
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return NoSpace(f"The disk of {path.parent} is full.", hint="Free some space or choose another folder.")
    if isinstance(error, FileExistsError):
        return NameTaken(f"{path} exists already.", hint="Choose another name.")
    if number in _NOT_WRITABLE:
        return FolderNotWritable(
            f"{path.name} cannot be written into {path.parent}: {_reason(error)}.", hint="Choose another folder."
        )
    return WriteError(f"{path} could not be written: {_reason(error)}.", hint="Try another folder or name.")


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".").lower()
