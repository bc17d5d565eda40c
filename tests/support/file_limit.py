"""A disk that takes no large files: the system's own limit for one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def files_no_larger_than(size_bytes: int) -> Iterator[None]:
    """Writing beyond it raises OSError, as a full disk does; skips the test where a process has no limits."""
    resource = pytest.importorskip("resource", reason="limits of a process are POSIX's")
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
