"""FilmClock: where in a film we are; picture and sound follow it, and whoever plays, pauses or seeks sets it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition


class FilmClock:
    """Stands at 0 and rests at first. Any thread.

    Args:
        clock: seconds.

    Attributes:
        jumps: how often the position was set; what was read before the last jump is no longer wanted.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._changed = Condition()
        self._position_s = self._since_s = 0.0
        self._playing = self._closed = False
        self.jumps = 0

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def position_s(self) -> float:
        with self._changed:
            return self._now_s()

    def play(self, *, playing: bool) -> None:
        """Go on, or rest."""
        with self._changed:
            self._position_s, self._since_s = self._now_s(), self._clock()
            self._playing = playing
            self._changed.notify_all()

    def jump(self, position_s: float) -> None:
        """Go on from another position."""
        with self._changed:
            self._position_s, self._since_s = position_s, self._clock()
            self.jumps += 1
            self._changed.notify_all()

    def hold_back(self, seconds: float) -> None:
        """Wait for a reader that is late: what follows comes so much later."""
        with self._changed:
            self._position_s -= seconds

    def wait_for(self, position_s: float, jumps: int, timeout_s: float) -> bool:
        """Until we are there: False when the time is up before, the position was set meanwhile, or it was closed."""
        deadline_s = self._clock() + timeout_s
        with self._changed:
            while not self._closed and jumps == self.jumps:
                now_s = self._clock()
                if self._playing and self._now_s() >= position_s:
                    return True
                if now_s >= deadline_s:
                    return False
                ahead_s = position_s - self._now_s() if self._playing else timeout_s
                self._changed.wait(min(ahead_s, deadline_s - now_s))
        return False

    def open(self) -> None:
        """From the start, playing."""
        with self._changed:
            self._closed = False
        self.jump(0.0)
        self.play(playing=True)

    def close(self) -> None:
        """Wake whoever waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _now_s(self) -> float:
        return self._position_s + (self._clock() - self._since_s if self._playing else 0.0)
