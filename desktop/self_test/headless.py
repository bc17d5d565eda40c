"""TestedEngine: the self-test's program where there is no display: the engine with a sink in the window's place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from core.events import Event, GeneratorFailed, SinkFailed, SourceFailed, SourceLost
from core.frame import ComposedFrame
from core.generators.base import ImageGenerator
from core.models.library import InstalledModel
from core.session import Session
from core.sinks.recorder import RecordingSummary
from core.sources.synthetic import SyntheticSource
from desktop.self_test.program import POLL_S, Toons


class TestedEngine:
    """Runs on the caller's thread.

    Args:
        folder: for the clip.
        load: makes a warm generator; blocks.
    """

    __test__ = False

    def __init__(self, folder: Path, load: Callable[[InstalledModel], ImageGenerator]) -> None:
        self.toons = Toons()
        self.failures: list[str] = []
        self.clip: RecordingSummary | None = None
        self._clip_path = folder / "self-test.mp4"
        self._load = load
        self._session = Session(self, self._listen)
        self._session.set_source(SyntheticSource())

    @property
    def recording(self) -> bool:
        return self._session.recording

    def submit(self, composed: ComposedFrame) -> None:
        """Count a toon. Pipeline thread."""
        if composed.generated is not None:
            self.toons.add(composed.generated.model_id, composed.source.index)

    def choose(self, model: InstalledModel) -> None:
        self._session.set_generator(self._load(model))

    def start_recording(self) -> None:
        self._session.start_recording(self._clip_path)

    def stop_recording(self) -> None:
        self.clip = self._session.stop_recording()

    def drive(self, steps: Iterator[Callable[[], bool]], limit_s: float) -> None:
        """Go through the steps until they end, one fails or the time is up; then close the engine."""
        deadline_s = time.perf_counter() + limit_s
        try:
            for reached in steps:
                while not reached() and not self.failures:
                    if time.perf_counter() > deadline_s:
                        self.failures.append(f"Not done after {limit_s:.0f} s.")
                    time.sleep(POLL_S)
                if self.failures:
                    return
        finally:
            self._session.close()

    def _listen(self, event: Event) -> None:
        if isinstance(event, (GeneratorFailed, SinkFailed, SourceFailed, SourceLost)):
            self.failures.append(event.error.message)
