"""QualityLadder: the largest working size at which a generator holds the rate that is wanted. The time is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

_FIRST_LOOK_TOONS = 4
_LOOK_S = 1.0
_REST_S = 10.0
"""From one change to the next."""
_TOO_MUCH = 0.97
_WHEN_SETTLED = 0.85
_AFTER_A_STEP_DOWN = 0.75
"""Lower: what loads the machine beside the generator does not shrink with the drawing."""
_ROOM_FOR_MORE = 0.80
_PATIENCE_S = 5.0
_LONGEST_PATIENCE_S = 160.0
_FORGIVEN_S = 300.0
_REGRET_S = 30.0


@dataclass(slots=True)
class QualityLadder:
    """Chooses among working sizes by the load: the time of a toon, as a share of the time that there is for it.

    The first choice, of any size, comes after a few toons. Later ones are at least ten seconds apart: down by as many
    steps as the load asks for, up by one, when for some seconds there would have been room for it. A step up that had
    to be taken back makes the next one wait twice as long, so a load that comes and goes does not make the picture
    flap.

    Attributes:
        costs: of the sizes, smallest first: pixels, or whatever the time grows with.
        step: the chosen one's place in `costs`; begins with the largest.
    """

    costs: Sequence[float]
    step: int = -1
    _began_s: float | None = None
    _changed_s: float | None = None
    _went_up_s: float = float("-inf")
    _room_since_s: float | None = None
    _patience_s: float = _PATIENCE_S
    _loads: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.step %= len(self.costs)

    def drawn(self, load: float, now_s: float) -> bool:
        """Take in the load of one toon; whether the step has changed. `now_s` never goes back."""
        if self._began_s is None:
            self._began_s = now_s
        self._loads.append(load)
        settling = self._changed_s is None
        if len(self._loads) < _FIRST_LOOK_TOONS or (not settling and now_s - self._began_s < _LOOK_S):
            return False
        seen = median(self._loads) if settling else fmean(self._loads)
        self._loads.clear()
        self._began_s = now_s
        chosen = self._chosen(seen, now_s, settling=settling)
        if settling:
            self._changed_s = now_s
        if chosen == self.step:
            return False
        self._note_change(chosen, now_s)
        return True

    def _chosen(self, load: float, now_s: float, *, settling: bool) -> int:
        above = self.step + 1
        fits = above < len(self.costs) and self._expected(load, above) <= _ROOM_FOR_MORE
        self._room_since_s = (now_s if self._room_since_s is None else self._room_since_s) if fits else None
        rested = settling or now_s - (self._changed_s or 0.0) >= _REST_S
        if not rested:
            return self.step
        if load > _TOO_MUCH:
            return self._largest_fitting(load, self.step, _WHEN_SETTLED if settling else _AFTER_A_STEP_DOWN)
        if settling:
            return max(self.step, self._largest_fitting(load, len(self.costs) - 1, _WHEN_SETTLED))
        if self._room_since_s is not None and now_s - self._room_since_s >= self._patience_s:
            return above
        return self.step

    def _largest_fitting(self, load: float, highest: int, at_most: float) -> int:
        fitting = (step for step in range(highest, -1, -1) if self._expected(load, step) <= at_most)
        return next(fitting, 0)

    def _note_change(self, chosen: int, now_s: float) -> None:
        if chosen > self.step:
            if now_s - self._went_up_s > _FORGIVEN_S:
                self._patience_s = _PATIENCE_S
            self._went_up_s = now_s
        elif now_s - self._went_up_s < _REGRET_S:
            self._patience_s = min(_LONGEST_PATIENCE_S, 2 * self._patience_s)
        self.step, self._changed_s, self._room_since_s = chosen, now_s, None

    def _expected(self, load: float, step: int) -> float:
        return load * self.costs[step] / self.costs[self.step]
