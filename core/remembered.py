"""Remembered: a small file of what was found out about this computer; losing it costs finding it out again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from core.atomic_write import atomic_file

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Remembered(Generic[T]):
    """Any thread; who writes at the same time takes turns with the others.

    Args:
        path: of the file; it may be missing, or anything else.
        kind: of what it holds.
        largest_bytes: that are read.
    """

    def __init__(self, path: Path, kind: TypeAdapter[T], *, largest_bytes: int) -> None:
        self._path, self._kind, self._largest_bytes = path, kind, largest_bytes

    def read(self) -> T | None:
        """What the file holds; None where it is missing or damaged."""
        try:
            if self._path.stat().st_size > self._largest_bytes:
                return None
            return self._kind.validate_json(self._path.read_bytes())
        except (OSError, ValueError):
            return None

    def write(self, value: T) -> None:
        """Blocks on the disk. What cannot be written is forgotten at the end, and the log says so."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_file(self._path) as partial:
                partial.write_bytes(self._kind.dump_json(value, indent=1))
        except OSError as error:
            _log.warning("what was found out is forgotten at the end: %s", error)
