"""Frozen events the engine reports upward; delivered on the thread where they happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import AppError


@dataclass(frozen=True, slots=True)
class SourceStarted:
    """A source delivers frames, for the first time or again.

    Attributes:
        name: of the source, for people.
        width: px.
        height: px.
        fps: nominal; 0 when the source does not say.
        source_number: the number that `Session.set_source` gave the source. An event may arrive after another source
            was set; its number tells that it is an old one's.
    """

    name: str
    width: int
    height: int
    fps: float
    source_number: int


@dataclass(frozen=True, slots=True)
class SourceLost:
    """An open source stopped delivering frames; it is opened again until that works."""

    name: str
    error: AppError
    source_number: int


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """A source could not be opened and is not tried again."""

    name: str
    error: AppError
    source_number: int


@dataclass(frozen=True, slots=True)
class MicrophoneStarted:
    """A microphone delivers sound, for the first time or again."""

    name: str


@dataclass(frozen=True, slots=True)
class MicrophoneFailed:
    """A microphone delivers nothing; clips go on with silence. It is opened again until that works.

    Reported once until it works again.
    """

    name: str
    error: AppError


@dataclass(frozen=True, slots=True)
class GeneratorFailed:
    """The generator raised; the original picture is shown. Reported once until it works again."""

    model_id: str
    error: AppError


@dataclass(frozen=True, slots=True)
class GeneratorRecovered:
    """The generator works again: some toons in a row after a failure that was reported."""

    model_id: str


@dataclass(frozen=True, slots=True)
class SinkFailed:
    """A sink stopped taking frames; the view goes on."""

    error: AppError


@dataclass(frozen=True, slots=True)
class RecordingStalled:
    """The disk has kept the clip `path` waiting for more than a second; new frames may be dropped."""

    path: Path


@dataclass(frozen=True, slots=True)
class RecordingResumed:
    """The disk takes the clip `path` again, after a `RecordingStalled`."""

    path: Path


Event = (
    SourceStarted
    | SourceLost
    | SourceFailed
    | MicrophoneStarted
    | MicrophoneFailed
    | GeneratorFailed
    | GeneratorRecovered
    | SinkFailed
    | RecordingStalled
    | RecordingResumed
)
EventListener = Callable[[Event], None]
