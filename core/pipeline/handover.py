"""Handover: one place between two threads in which nothing is overwritten; whoever gives waits until it is free."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Handover(Generic[T]):
    """One thread gives, another takes, in order.

    The giver asks for the place before it begins its work, so what it gives is never older than it has to be.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._item: T | None = None
        self._closed = False

    def wait_free(self, timeout_s: float) -> bool:
        """Whether the place became free in time. True once closed: what is given then is thrown away."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed or self._item is None, timeout_s)

    def give(self, item: T) -> None:
        """Put an item into the free place. Never blocks."""
        with self._changed:
            if not self._closed:
                self._item = item
                self._changed.notify_all()

    def take(self, timeout_s: float) -> T | None:
        """The item, which frees the place; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._item is not None, timeout_s)
            item, self._item = self._item, None
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Throw away what was not taken, and wake both threads. Idempotent."""
        with self._changed:
            self._closed = True
            self._item = None
            self._changed.notify_all()
