"""LatestSlot: a one-place mailbox between two threads in which the newest item wins."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """One place; `put` overwrites and never blocks, readers wait for something newer than they saw.

    Lock and event are one `Condition` with a sequence number, so an item is never delivered twice
    and none is announced before it can be read.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._item: T | None = None
        self._sequence = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, item: T) -> None:
        """Replace the item. Any thread; does nothing once closed."""
        with self._changed:
            if self._closed:
                return
            self._item = item
            self._sequence += 1
            self._changed.notify_all()

    def wait_newer(self, seen: int, timeout_s: float) -> tuple[int, T] | None:
        """The newest item with its sequence number, once that is above `seen`.

        Returns:
            (sequence, item); None when nothing newer came in time or the slot was closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._sequence > seen, timeout_s)
            if self._closed or self._sequence <= seen or self._item is None:
                return None
            return self._sequence, self._item

    def close(self) -> None:
        """Forget the item and wake every reader. Idempotent."""
        with self._changed:
            self._closed = True
            self._item = None
            self._changed.notify_all()
