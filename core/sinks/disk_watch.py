"""DiskWatch: tells when the disk keeps a recording waiting, while it does, and when it does no longer."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident

from core.events import EventListener, RecordingResumed, RecordingStalled

_PATIENCE_S = 1.0


class DiskWatch:
    """Each thread that uses the disk marks when it does; any other thread looks whether one does for too long.

    Args:
        path: of the clip.
        listener: told at most once about each wait, by the thread that looks; and about its end.
        clock: seconds.
    """

    def __init__(self, path: Path, listener: EventListener, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._listener = listener
        self._clock = clock
        self._lock = Lock()
        self._since_s: dict[int, float] = {}
        self._told = False

    @contextmanager
    def using_disk(self) -> Generator[None]:
        """Around every call that the disk may keep waiting."""
        with self._lock:
            self._since_s[get_ident()] = self._clock()
        try:
            yield
        finally:
            with self._lock:
                del self._since_s[get_ident()]
                resumed, self._told = self._told and not self._since_s, self._told and bool(self._since_s)
            if resumed:
                self._listener(RecordingResumed(self._path))

    def look(self) -> None:
        """Tell if the disk has been keeping a thread waiting for more than a second. Any thread; never blocks."""
        with self._lock:
            waited = any(self._clock() - since_s > _PATIENCE_S for since_s in self._since_s.values())
            stalled, self._told = waited and not self._told, self._told or waited
        if stalled:
            self._listener(RecordingStalled(self._path))
