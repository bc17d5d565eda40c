"""Where a file lies until it is whole: hidden beside its place, and gone when writing it ends early."""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

_LONGEST_NAME_BYTES = 255


def fitted_name(stem: str, ending: str) -> str:
    """A file name of both; a stem too long for file systems is cut, and a sum over it keeps such names apart."""
    if len(os.fsencode(stem + ending)) <= _LONGEST_NAME_BYTES:
        return stem + ending
    whole = os.fsencode(stem)
    ending = f"-{zlib.crc32(whole):08x}{ending}"
    return whole[: _LONGEST_NAME_BYTES - len(ending)].decode(errors="ignore") + ending


def partial_path(path: Path) -> Path:
    """Where `path` is written at first; another name each time, as two programs may write the same file at once."""
    return path.with_name(fitted_name(f".{path.stem}", f"-{token_hex(4)}.partial{path.suffix}"))


@contextmanager
def whole_or_nothing(path: Path) -> Generator[Path]:
    """Write to the yielded path; it takes the place of `path` when the block ends, and is removed when that fails.

    Raises:
        OSError: it cannot take its place.
    """
    partial = partial_path(path)
    try:
        yield partial
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
