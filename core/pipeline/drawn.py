"""Drawn: what the generator's thread hands on to the compositor's."""

from __future__ import annotations

from dataclasses import dataclass

from core.compositor import ComposeSettings
from core.frame import Frame, Generated
from core.generators.base import ImageGenerator


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A frame after the generator.

    Attributes:
        frame: as captured.
        settings: of this frame: read once.
        taken_ns: when the generator's thread took it.
        drawn_ns: when it was done with it.
        generator: that was asked for a toon and is to be judged by it; None: none is.
        generated: what was made; None: nothing.
        error: what it raised.
    """

    frame: Frame
    settings: ComposeSettings
    taken_ns: int
    drawn_ns: int
    generator: ImageGenerator | None = None
    generated: Generated | None = None
    error: Exception | None = None
