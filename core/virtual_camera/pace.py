"""Pace: when the pictures of a fixed rate are due."""

from __future__ import annotations


class Pace:
    """Divides time into equal intervals, one picture each. A rest longer than an interval is not made up for.

    Args:
        fps: intervals a second.
        now_ns: start of the first interval.
    """

    def __init__(self, fps: int, now_ns: int) -> None:
        self._interval_ns = 1_000_000_000 // fps
        self._due_ns = now_ns

    @property
    def patience_s(self) -> float:
        """How long after its due time a new picture is still waited for: half an interval.

        With less, a source at the camera's own rate whose pictures come about when they are due would now be late
        and repeated, now be early and skipped. Once late, its pictures have half an interval to spare.
        """
        return self._interval_ns / 2e9

    def next_due_ns(self, now_ns: int) -> int:
        """Begin the next interval; returns its start, which may have passed already."""
        self._due_ns += self._interval_ns
        if now_ns - self._due_ns > self._interval_ns:
            self._due_ns = now_ns
        return self._due_ns
