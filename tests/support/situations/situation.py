"""Situation: one input, made anew, what is right for it, and what came of it, read back by other libraries."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from core.frame import RgbImage
from core.sources.media import MediaFileSource
from support.command import Toonclip
from support.played import first_image

MOST_OFF = 6
"""Of 255, against a reference."""
MOST_OFF_MS = 40


class Kind(Enum):
    """What can be wrong with a file."""

    CLOCK = "clock"
    COLOUR = "colour"
    ORIENTATION = "orientation"
    STREAM = "which stream"
    SOUND = "sound"
    INTERLACED = "interlaced"
    PICTURE = "pictures"
    FOLDER = "folders"
    NAME = "names"
    ENDING = "ending early"
    PACKAGE = "model packages"
    CAMERA = "cameras, display"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out: in words, with its figures, and whether it is right."""

    words: str
    right: bool

    def __and__(self, other: Finding) -> Finding:
        return Finding(f"{self.words}; {other.words}", self.right and other.right)


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended, what it complained of, and its answer."""

    status: int
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a situation is tried: an empty folder, and the command."""

    folder: Path
    toonclip: Toonclip

    def run(self, *arguments: str | Path) -> Told:
        """Run a command in this process."""
        said, answer = io.StringIO(), io.StringIO()
        with redirect_stderr(said), redirect_stdout(answer):
            status = self.toonclip(*map(str, arguments))
        return Told(status, " ".join(said.getvalue().split()), answer.getvalue())

    def convert(self, *paths: Path, options: tuple[str, ...] = ()) -> Told:
        """Convert without drawing: what comes out is what went in, as ToonClip understood it."""
        return self.run("convert", "--layout", "original", *options, "--", *paths)

    def film(self, source: Path) -> Path:
        """Convert a video; its MP4."""
        target = self.folder / "out.mp4"
        done = self.convert(source, target, options=("--overwrite",))
        assert done.status == 0, done.words
        return target

    def seen(self, source: Path) -> list[RgbImage]:
        """Its first picture: converted, read back by FFmpeg; and in the window."""
        return [first_image(self.film(source)), live_image(source)]


@dataclass(frozen=True, slots=True)
class Situation:
    """A row of the table.

    Attributes:
        kind: what can be wrong.
        given: the input, in words.
        right: what a person expects.
        find: makes the input, converts or shows it, and looks.
        is_slow: takes seconds.
    """

    kind: Kind
    given: str
    right: str
    find: Callable[[Place], Finding]
    is_slow: bool = False

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.given}"


def live_image(source: Path) -> RgbImage:
    """A video's first picture in the window."""
    live = MediaFileSource(source)
    live.open()
    image = live.read()
    live.close()
    return image


def off_by(images: list[RgbImage], expected: np.ndarray, look: Callable[[RgbImage], np.ndarray]) -> Finding:
    """How far what is seen in the images is from what is expected."""
    off = max(int(np.abs(look(image).astype(int) - expected.astype(int)).max()) for image in images)
    return Finding(f"off by {off} of 255", off <= MOST_OFF)


def named(told: Told, words: str) -> Finding:
    """Whether the command was done and said so much."""
    return Finding(f"said: “{told.words}”" if told.words else "nothing said", told.status == 0 and words in told.words)


def refused(told: Told, words: str) -> Finding:
    """Whether the command refused, in words."""
    right = told.status == 2 and words in told.words and "Internal" not in told.words
    return Finding(f"refused: “{told.words}”", right)
