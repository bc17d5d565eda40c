"""EncoderChoice: what encodes clips on this computer: each encoder is tried once, then remembered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import av
from pydantic import TypeAdapter

from core.media.encoders import Encoder, hardware_encoders
from core.remembered import Remembered
from core.sinks.encoder_trial import EncoderVerdict, try_encoder

_log = logging.getLogger(__name__)
_LARGEST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class _Found:
    computer: str
    verdicts: tuple[EncoderVerdict, ...]


_MEMORY = TypeAdapter(_Found)


class EncoderChoice:
    """Any thread; a trial blocks its own caller alone.

    Args:
        memory: the file of the verdicts; it may be missing, or anything else.
        computer: versions of the system and its drivers, which change with what could change a verdict.
        encoders: what could encode.
        attempt: tries one.
    """

    def __init__(
        self,
        memory: Path,
        computer: str,
        *,
        encoders: Sequence[Encoder] | None = None,
        attempt: Callable[[Encoder], EncoderVerdict] = try_encoder,
    ) -> None:
        self._memory = Remembered(memory, _MEMORY, largest_bytes=_LARGEST_BYTES)
        self._encoders = hardware_encoders() if encoders is None else encoders
        self._computer = "; ".join((computer, f"PyAV {av.__version__}", *(each.name for each in self._encoders)))
        self._attempt = attempt
        self._lock = Lock()
        self._verdicts: tuple[EncoderVerdict, ...] | None = None

    def best(self) -> Encoder | None:
        """The one that spares the processor most; None: x264, or nothing was tried yet. Returns at once."""
        right = [verdict for verdict in self.verdicts() if not verdict.problem]
        if not right:
            return None
        name = min(right, key=lambda verdict: verdict.ms).name
        return next((encoder for encoder in self._encoders if encoder.name == name), None)

    def verdicts(self) -> tuple[EncoderVerdict, ...]:
        """What came of the trials with the drivers and versions of today; empty: there were none."""
        with self._lock:
            if self._verdicts is None:
                self._verdicts = self._read()
            return self._verdicts

    def try_all(self) -> None:
        """Try every encoder that was not tried, one after the other, and remember. Blocks for seconds each."""
        if self.verdicts() or not self._encoders:
            return
        verdicts = tuple(map(self._attempt, self._encoders))
        for verdict in verdicts:
            _log.info("%s", verdict_words(verdict))
        self._remember(verdicts)

    def words(self) -> list[str]:
        """What encodes clips, and why nothing else does: a sentence each, for a person."""
        best = self.best()
        used = f"Clips are encoded by: {best.title if best is not None else 'x264, on the processor'}."
        return [used, *(f"{verdict_words(verdict)}." for verdict in self.verdicts())]

    def fail(self, encoder: Encoder, problem: str) -> None:
        """It was right once, and fails now: not to be chosen again until something changes on the computer."""
        _log.warning("%s no longer encodes: %s", encoder.title, problem)
        self._remember(
            tuple(
                replace(verdict, problem=f"failed: {problem}") if verdict.name == encoder.name else verdict
                for verdict in self.verdicts()
            )
        )

    def _remember(self, verdicts: tuple[EncoderVerdict, ...]) -> None:
        with self._lock:
            self._verdicts = verdicts
            self._memory.write(_Found(self._computer, verdicts))

    def _read(self) -> tuple[EncoderVerdict, ...]:
        """What the file holds of this computer as it is; nothing where it is missing or damaged."""
        found = self._memory.read()
        return found.verdicts if found is not None and found.computer == self._computer else ()


def verdict_words(verdict: EncoderVerdict) -> str:
    """One sentence for the log and for people."""
    if verdict.problem:
        return f"{verdict.title} does not encode clips: it {verdict.problem}"
    return (
        f"{verdict.title} encodes clips with {verdict.ms:.1f} ms of the processor a picture; "
        f"x264 takes {verdict.x264_ms:.1f} ms"
    )
