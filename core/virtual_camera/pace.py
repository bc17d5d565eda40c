"""Pace: when the pictures of a fixed rate are due, and how it follows a source of nearly the same rate."""

from __future__ import annotations

_FOLLOWED = 1 / 200
"""The most that one interval is shortened or lengthened by: rates stay within half a percent."""


class Pace:
    """Divides time into equal intervals, one picture each. A rest longer than an interval is not made up for.

    A picture is passed on as it comes, up to half an interval before or after it is due. Due times move towards the
    moments at which pictures come, so that none waits for the next one however the two clocks drift.

    Args:
        fps: intervals a second.
        now_ns: start of the first interval.
    """

    def __init__(self, fps: int, now_ns: int) -> None:
        self._interval_ns = 1_000_000_000 // fps
        self._due_ns = now_ns

    def next_window_ns(self, now_ns: int) -> tuple[int, int]:
        """Begin the next interval: from when on a new picture is taken, and when the last one is repeated instead.

        Both may have passed already.
        """
        self._due_ns += self._interval_ns
        if now_ns - self._due_ns > self._interval_ns:
            self._due_ns = now_ns
        half_ns = self._interval_ns // 2
        return self._due_ns - half_ns, self._due_ns + half_ns

    def follow(self, came_ns: int) -> None:
        """A new picture was taken in this interval, at `came_ns`."""
        most_ns = int(self._interval_ns * _FOLLOWED)
        self._due_ns += max(-most_ns, min(most_ns, came_ns - self._due_ns))
