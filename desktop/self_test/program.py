"""TestedProgram: what the self-test asks of the program, with its window or without."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Protocol

from core.models.library import InstalledModel
from core.sinks.recorder import RecordingSummary

POLL_S = 0.02
"""How often a step that waits looks again."""


class Toons:
    """Counts the toons that were shown, by model. One thread adds, another may read."""

    def __init__(self) -> None:
        self._times_s: dict[str, list[float]] = {}
        self._last_index = -1

    def add(self, model_id: str, index: int) -> None:
        """A toon was shown; one that is painted again is not another."""
        if index != self._last_index:
            self._last_index = index
            self._times_s.setdefault(model_id, []).append(time.perf_counter())

    def times_s(self, model_id: str) -> list[float]:
        return list(self._times_s.get(model_id, ()))


class TestedProgram(Protocol):
    """The program with or without its window. `drive` blocks; everything else returns at once."""

    __test__ = False  # no test class of pytest's
    toons: Toons
    failures: list[str]

    def choose(self, model: InstalledModel) -> None: ...
    def start_recording(self) -> None: ...
    def stop_recording(self) -> None: ...
    @property
    def recording(self) -> bool: ...
    @property
    def clip(self) -> RecordingSummary | None: ...
    def drive(self, steps: Iterator[Callable[[], bool]], limit_s: float) -> None: ...
