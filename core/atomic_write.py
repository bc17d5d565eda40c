"""Files and folders that appear whole or not at all, and names that are not taken yet."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

PRIVATE = 0o600
"""Mode of a file that its owner alone may read."""
SHARED = 0o666
"""Mode of an ordinary file: what the person's umask leaves of it."""
PARTIAL_FOLDER_SUFFIX = ".partial"
_LONGEST_NAME_BYTES = 255
_MKDTEMP_BYTES = 8
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
_TAKEN = (errno.ENOTEMPTY, errno.EEXIST)


@contextmanager
def atomic_file(path: Path, *, mode: int = PRIVATE, replace: bool = True) -> Generator[Path]:
    """Write to the yielded path; it takes the place of `path` when the block ends, and is deleted when the block fails.

    The yielded file is empty, lies beside `path` and has a name of its own, so that two programs may write `path` at
    once: the last one wins. It is on the disk before it gets its name.

    Args:
        path: of the file; its folder exists. An existing file stays as it is until it is replaced.
        mode: of the new file, before the umask.
        replace: an existing file.

    Raises:
        FileExistsError: there is a file that is not to be replaced.
        OSError: it cannot be created, written or put in place; `path` is as it was.
    """
    partial = create_partial(path, mode=mode)
    try:
        yield partial
        put_in_place(partial, path, replace=replace)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


@contextmanager
def atomic_folder(path: Path) -> Generator[Path]:
    """Fill the yielded folder; it takes the place of `path` when the block ends, and is deleted when the block fails.

    A folder cannot be replaced in one step: killed between the two renames, the older one is left in the hidden folder
    `.NAME-xxxxxxxx.partial`.

    Args:
        path: of the folder; its parent exists. An existing folder, or file, stays until it is replaced.

    Raises:
        OSError: it cannot be created, written or put in place; `path` is as it was.
    """
    scratch = _scratch_folder(path)
    try:
        made = scratch / "new"
        made.mkdir()
        yield made
        _sync_tree(made)
        _exchange(made, path, scratch)
        _sync_folder(path.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove_folder(path: Path) -> None:
    """Delete a folder: from its place in one step, then what it holds.

    Raises:
        OSError: it cannot be moved; nothing of it is deleted.
    """
    scratch = _scratch_folder(path)
    try:
        path.rename(scratch / "old")
        _sync_folder(path.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def create_partial(path: Path, *, mode: int = PRIVATE) -> Path:
    """Create an empty hidden file beside `path`, for `put_in_place`; no other program uses it.

    Raises:
        OSError: the folder is missing, full or not writable.
    """
    partial = path.with_name(fitted_name(f".{path.stem}", f"-{token_hex(8)}.partial{path.suffix}"))
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    return partial


def partials_of(path: Path) -> list[Path]:
    """The files that `create_partial` made for `path` and that are left: of programs that write it, or were killed."""
    return list(path.parent.glob(f".{glob.escape(path.stem)}-{'[0-9a-f]' * 16}.partial{glob.escape(path.suffix)}"))


def put_in_place(partial: Path, path: Path, *, replace: bool = True) -> None:
    """Give a finished file its name; what it holds is on the disk before that.

    Args:
        partial: the finished file.
        path: where it is put.
        replace: an older file.

    Raises:
        FileExistsError: there is a file that is not to be replaced.
        OSError: the disk does not take it, or the name cannot be used.
    """
    _sync(partial)
    if replace:
        partial.replace(path)
    else:
        _rename_exclusively(partial, path)
    _sync_folder(path.parent)


def put_in_unused_place(partial: Path, path: Path) -> Path:
    """The same without ever replacing a file: where the name is taken, it gets a numbered one.

    Returns:
        Its path now.

    Raises:
        OSError: the disk does not take it, or the name cannot be used.
    """
    _sync(partial)
    while True:
        unused = unused_path(path)
        try:
            _rename_exclusively(partial, unused)
        except FileExistsError:  # by another program, in between
            continue
        _sync_folder(path.parent)
        return unused


def fitted_name(stem: str, ending: str) -> str:
    """A file name of both; a stem too long for file systems is cut, and a sum over it keeps such names apart."""
    if len(os.fsencode(stem + ending)) <= _LONGEST_NAME_BYTES:
        return stem + ending
    whole = os.fsencode(stem)
    ending = f"-{zlib.crc32(whole):08x}{ending}"
    return whole[: _LONGEST_NAME_BYTES - len(os.fsencode(ending))].decode(errors="ignore") + ending


def unused_path(path: Path) -> Path:
    """The path, or where it is taken the first of NAME-2, NAME-3, ... that is not."""

    def is_taken(stem: str) -> bool:
        return os.path.lexists(path.with_name(fitted_name(stem, path.suffix)))

    return path.with_name(fitted_name(unused_name(path.stem, is_taken, numbered="{}-{}"), path.suffix))


def unused_name(name: str, is_taken: Callable[[str], bool], *, numbered: str = "{} ({})") -> str:
    """The name, or where it is taken the first numbered one, from 2, that is not.

    Args:
        name: the wanted one.
        is_taken: asked about each.
        numbered: how a name and its number are written.
    """
    number, unused = 2, name
    while is_taken(unused):
        unused, number = numbered.format(name, number), number + 1
    return unused


def _rename_exclusively(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        source.rename(target)
    else:
        source.unlink()


def _scratch_folder(path: Path) -> Path:
    """A hidden folder beside `path`, open to its owner alone."""
    room = "x" * _MKDTEMP_BYTES + PARTIAL_FOLDER_SUFFIX
    prefix = fitted_name(f".{path.name}-", room).removesuffix(room)
    return Path(tempfile.mkdtemp(prefix=prefix, suffix=PARTIAL_FOLDER_SUFFIX, dir=path.parent))


def _exchange(made: Path, path: Path, scratch: Path) -> None:
    """Put `made` where `path` is; when that fails, what was there is put back."""
    old = scratch / "old"
    try:
        while True:
            with suppress(FileNotFoundError):
                path.rename(old)
            try:
                made.rename(path)
            except OSError as error:
                if error.errno not in _TAKEN:
                    raise
                # Another program put its folder there in between: ours is the newer one.
                shutil.rmtree(old, ignore_errors=True)
            else:
                return
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync_folder(Path(parent))


def _sync(file: Path) -> None:
    """Wait until what a file holds is on the disk, where its file system can tell."""
    descriptor = os.open(file, os.O_RDWR)  # Windows refuses to flush what is open for reading
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """The same for the names in a folder. They are in place already, so that a failure is none of the writer's."""
    if os.name == "nt":  # which has no such call
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
