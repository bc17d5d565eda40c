"""Minutes of a ladder's decisions under a load that comes and goes, on a clock of their own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.models.manifest import SizeRule
from core.pipeline.ladder import QualityLadder

_RULE = SizeRule(minimum=64, multiple_of=32, preferred=640)
_FRAME_S = 1 / 30


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of the working size.

    Attributes:
        at_s: when.
        side: the longer side from then on, px.
        load: of the last toon before, as a share of the time that there was.
    """

    at_s: float
    side: int
    load: float


def decisions(seconds: float, toon_ms: float, slowdown: Callable[[float], float]) -> Iterator[Decision]:
    """What the ladder decides while a camera of 30 pictures a second runs.

    Args:
        seconds: for how long.
        toon_ms: at the largest size on the machine alone.
        slowdown: of the machine at a time, by what else runs; 1: nothing does.
    """
    noise = random.Random(0)
    sides = _RULE.longer_sides()
    ladder = QualityLadder([side * side for side in sides])
    now_s = 0.0
    while now_s < seconds:
        share = (sides[ladder.step] / sides[-1]) ** 2
        took_s = toon_ms / 1e3 * share * slowdown(now_s) * noise.gauss(1.0, 0.05)
        now_s += max(_FRAME_S, took_s)
        if ladder.drawn(took_s / _FRAME_S, now_s):
            yield Decision(now_s, sides[ladder.step], took_s / _FRAME_S)


def bursts(now_s: float) -> float:
    """Something that takes half of the machine for 7 s of every 20, and a third for the fifth minute."""
    return (2.0 if now_s % 20 < 7 else 1.0) * (1.5 if 240 <= now_s < 300 else 1.0)
