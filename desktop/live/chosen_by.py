"""ChosenBy: who chose the source that is shown or the model that draws."""

from __future__ import annotations

from enum import Enum, auto


class ChosenBy(Enum):
    """Only what a person chose in the window is remembered for the next start."""

    PERSON = auto()
    COMMAND_LINE = auto()
    REMEMBERED = auto()
    FALLBACK = auto()
    """Nobody: the first there is, or what takes the place of something that cannot be used."""
