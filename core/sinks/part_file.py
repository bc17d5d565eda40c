"""PartFile: the file NAME.mp4.part of a clip that is being recorded. It grows by whole fragments, and is never lost."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from core.atomic_write import PRIVATE, put_in_unused_place, unused_path
from core.file_lock import lock
from core.media.fragments import HEAD_BYTES, Contents, concealed, scan

SUFFIX = ".part"
_DAMAGED_SUFFIX = ".damaged"
_BINARY = getattr(os, "O_BINARY", 0)
_NOT_TO_BE_WRITTEN = (errno.EROFS, errno.EACCES, errno.EPERM)
_F_GETPATH, _MAXPATHLEN = 50, 1024


class PartFile:
    """An open file that no other program uses. One thread at a time; `sync` and `place` beside it, on another.

    Args:
        descriptor: of the file, open for reading and writing; owned from now on.
        path: of the file.

    Attributes:
        file: to read from.
    """

    def __init__(self, descriptor: int, path: Path) -> None:
        self.file = os.fdopen(descriptor, "r+b", buffering=0)
        self._path = path
        self._end = self.file.seek(0, os.SEEK_END)
        try:
            lock(descriptor)
        except BlockingIOError:
            self.file.close()
            raise
        except OSError:
            pass  # others can then not know that it is in use

    @classmethod
    def create(cls, clip: Path) -> PartFile:
        """The file beside a clip to be.

        Raises:
            FileExistsError: another recording uses the name.
            OSError: it cannot be created.
        """
        path = part_path(clip)
        return cls(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, PRIVATE), path)

    @classmethod
    def open(cls, path: Path) -> PartFile:
        """One that an earlier program left; to be read alone, where it may not be written.

        Raises:
            BlockingIOError: it is being recorded.
            OSError: it cannot be opened.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | _BINARY)
        except OSError as error:
            if error.errno not in _NOT_TO_BE_WRITTEN:
                raise
            descriptor = os.open(path, os.O_RDONLY | _BINARY)
        return cls(descriptor, path)

    @property
    def is_empty(self) -> bool:
        return self._end == 0

    @property
    def size(self) -> int:
        """In bytes."""
        return self._end

    def append(self, fragment: bytes) -> None:
        """Add a sealed fragment, the first one with the header before it. A program killed meanwhile adds nothing.

        Raises:
            OSError: the disk refuses it; the file is as it was.
        """
        try:
            self._write(self._end, concealed(fragment))
            self._write(self._end, fragment[:HEAD_BYTES])
        except OSError:
            self.cut(self._end)
            raise
        self._end += len(fragment)

    def sync(self) -> None:
        """Wait until the disk has what was appended.

        Raises:
            OSError: it does not take it.
        """
        os.fsync(self.file.fileno())

    def place(self) -> Path | None:
        """Where the file is now; None when nobody can see it any more: it was deleted, or its disk was unmounted."""
        if self.file.closed:
            return self._path if self._path.exists() else None
        found = self._path if self._is_at(self._path) else _path_of(self.file.fileno())
        return found if found is not None and self._is_at(found) else None

    def contents(self) -> Contents:
        """What is whole in it.

        Raises:
            OSError: the file cannot be read.
        """
        return scan(self.file)

    def cut(self, end: int) -> None:
        """Shorten it: players stumble over half a fragment. As far as the disk allows."""
        with suppress(OSError):
            self.file.truncate(end)
            self._end = end

    def set_aside(self) -> Path | None:
        """Name it NAME.mp4.damaged, so that it is kept and not recovered again. Closes it.

        Returns:
            Where it is; None when it cannot be seen.
        """
        place = self.place()
        self.close()
        if place is None:
            return None
        with suppress(OSError):
            return put_in_unused_place(place, place.with_suffix(_DAMAGED_SUFFIX))
        return place

    def remove(self) -> None:
        """Close and delete it. Of one that cannot be deleted, as an indexer may hold it, nothing is lost."""
        place = self.place()
        self.close()
        if place is not None:
            with suppress(OSError):
                place.unlink()

    def close(self) -> None:
        """Idempotent."""
        self.file.close()

    def _write(self, position: int, content: bytes) -> None:
        self.file.seek(position)
        left = memoryview(content)
        while left:
            left = left[self.file.write(left) :]

    def _is_at(self, path: Path) -> bool:
        with suppress(OSError):
            return os.path.samestat(path.stat(), os.fstat(self.file.fileno()))
        return False


def part_path(clip: Path) -> Path:
    """Where a clip lies while it is recorded."""
    return clip.with_name(clip.name + SUFFIX)


def unused_clip_path(clip: Path) -> Path:
    """The path, or the first numbered one under which there is neither a clip nor a recording."""
    while os.path.lexists(part_path(clip := unused_path(clip))):
        clip = clip.with_stem(f"{clip.stem}-2")
    return clip


def _path_of(descriptor: int) -> Path | None:
    """Where the system says that an open file is, where it says so: it follows a folder that is renamed."""
    with suppress(OSError):
        if sys.platform == "linux":
            return Path(f"/proc/self/fd/{descriptor}").readlink()
        if sys.platform == "darwin":
            import fcntl

            found = fcntl.fcntl(descriptor, _F_GETPATH, bytes(_MAXPATHLEN))
            return Path(os.fsdecode(found.rstrip(b"\0")))
    return None
