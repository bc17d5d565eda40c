"""ModelOrigin: where a model is installed from; here a folder and a .zip, in `hub` the model hub."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from core.errors import InputError, ModelFileCorrupt, shown
from core.models.manifest import MANIFEST_NAME
from core.models.relative_path import is_inside, stays_inside
from core.regular_file import open_regular

_CHUNK_BYTES = 1 << 20
_DEEPEST = 4  # folders in an archive above a model
# https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.15 and 4.3.16
_END, _END_BYTES, _LENGTH_AT, _LONGEST_END_BYTES = b"PK\x05\x06", 22, 12, 22 + 65535
_LARGE_END, _LARGE_END_BYTES = b"PK\x06\x07", 20
_LONGEST_DIRECTORY_BYTES = 1 << 20
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    UnicodeDecodeError,
)


class MemberMissing(LookupError):
    """The origin has no such file; whoever asked knows whether that matters. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class MemberContent:
    """A file that is being read.

    Attributes:
        size: bytes as announced, which need not be true; None when unknown.
        chunks: the content.
    """

    size: int | None
    chunks: Iterator[bytes]


class ModelOrigin(Protocol):
    """A model's files by their names: relative, with forward slashes. Used by one thread."""

    @property
    def name(self) -> str:
        """For people."""
        ...

    def members(self, path: str) -> list[str]:
        """The files at `path`: itself, or those below it, as a CoreML package is a folder."""
        ...

    def read(self, member: str) -> AbstractContextManager[MemberContent]:
        """Open a file.

        Raises:
            MemberMissing: there is none.
            AppError: it cannot be read to its end.
        """
        ...

    def close(self) -> None: ...


class FolderOrigin:
    """A model folder on this computer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        return str(self._folder)

    def members(self, path: str) -> list[str]:
        start = self._folder / path
        if not start.is_dir():
            return [path]
        self._require_inside(start)  # below a link there may be a whole disk
        files = (member for member in sorted(start.rglob("*")) if member.is_file())
        return [member.relative_to(self._folder).as_posix() for member in files]

    @contextmanager
    def read(self, member: str) -> Generator[MemberContent]:
        path = self._folder / member
        if not path.is_file():
            raise MemberMissing(member)
        self._require_inside(path)
        try:
            with open_regular(path) as file:
                yield MemberContent(path.stat().st_size, self._chunks(file, path))
        except OSError as error:
            raise self._unreadable(path, error) from error

    def close(self) -> None:
        pass

    def _chunks(self, file: IO[bytes], path: Path) -> Iterator[bytes]:
        try:
            yield from _chunks(file)
        except OSError as error:
            raise self._unreadable(path, error) from error

    def _require_inside(self, path: Path) -> None:
        if not stays_inside(path, self._folder):
            raise InputError(
                f"{path} is a link that leads out of the folder.",
                hint="Nothing was installed. Put the file itself there, if you trust it.",
            )

    @staticmethod
    def _unreadable(path: Path, error: OSError) -> InputError:
        return InputError(f"{path} cannot be read: {error.strerror or error}.", hint="Check its permissions.")


class ZipOrigin:
    """A .zip with a model folder's files at its top or a few folders below, as in a repository.

    Windows PowerShell 5 writes names with backslashes, which stand for slashes here too.

    Raises:
        InputError: it is no .zip, has no manifest or several, or has names that lead out of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            _require_short_directory(path)
            self._archive = zipfile.ZipFile(path)
        except _ZIP_ERRORS as error:
            raise InputError(
                f"{path} is not a .zip that can be read, or is damaged.", hint="Download or pack it again."
            ) from error
        try:
            named = ((info.filename.replace("\\", "/"), info) for info in self._archive.infolist())
            # Not by is_dir(), which cannot look at an empty name.
            self._members = {name: info for name, info in named if not name.endswith("/")}
            self._prefix = self._model_folder()
        except InputError:
            self._archive.close()
            raise

    @property
    def name(self) -> str:
        return str(self._path)

    def members(self, path: str) -> list[str]:
        if self._prefix + path in self._members:
            return [path]
        below = f"{self._prefix}{path.rstrip('/')}/"
        return [name.removeprefix(self._prefix) for name in sorted(self._members) if name.startswith(below)]

    @contextmanager
    def read(self, member: str) -> Generator[MemberContent]:
        info = self._members.get(self._prefix + member)
        if info is None:
            raise MemberMissing(member)
        try:
            file = self._archive.open(info)
        except _ZIP_ERRORS as error:
            raise self._damaged(member) from error
        with file:
            yield MemberContent(info.file_size, self._chunks(file, member))

    def close(self) -> None:
        self._archive.close()

    def _model_folder(self) -> str:
        """What stands before every name of the model's files."""
        outside = [name for name in self._members if _leads_out(name)]
        if outside:
            raise InputError(
                f"{self._path} has a file named “{shown(outside[0])}”, which leads out of the archive.",
                hint="Nothing was installed. Do not trust this archive.",
            )
        found = [name for name in self._members if PurePosixPath(name).name == MANIFEST_NAME and is_inside(name)]
        depth = min((name.count("/") for name in found), default=_DEEPEST + 1)
        if depth > _DEEPEST:
            raise InputError(
                f"{self._path} has no {MANIFEST_NAME}: it is not a model.",
                hint="Pack a model folder: manifest.json beside the files it names.",
            )
        nearest = sorted(name for name in found if name.count("/") == depth)
        if len(nearest) > 1:
            raise InputError(
                f"{self._path} holds several models: {shown(', '.join(nearest))}.",
                hint="Unpack it, and add the folder of the model that you want.",
            )
        return nearest[0].removesuffix(MANIFEST_NAME)

    def _chunks(self, file: IO[bytes], member: str) -> Iterator[bytes]:
        try:
            yield from _chunks(file)
        except _ZIP_ERRORS as error:
            raise self._damaged(member) from error

    def _damaged(self, member: str) -> ModelFileCorrupt:
        return ModelFileCorrupt(
            f"{member} cannot be unpacked from {self._path}: it is damaged or has a password.",
            hint="Download or pack the archive again.",
        )


def _leads_out(name: str) -> bool:
    """Whether a name in an archive is that of an attack. Odd ones of files that no model needs are passed over."""
    return name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) is not None


def _require_short_directory(path: Path) -> None:
    """Refuse an archive whose list of files is longer than any model's: it is read into memory as a whole.

    Raises:
        InputError: it is.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with open_regular(path) as file:
        file.seek(max(0, size - _LONGEST_END_BYTES))
        end = file.read()
    at = end.rfind(_END)
    record = end[at : at + _END_BYTES]
    if at < 0 or len(record) < _END_BYTES:
        return  # no archive, as will be said
    length = int.from_bytes(record[_LENGTH_AT : _LENGTH_AT + 4], "little")
    large = end[max(0, at - _LARGE_END_BYTES) : at].startswith(_LARGE_END)
    if large or _LONGEST_DIRECTORY_BYTES < length <= size:
        raise InputError(f"{path} holds too many files to be a model.", hint="Pack a model folder and nothing else.")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
