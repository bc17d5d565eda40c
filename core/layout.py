"""Layout: which picture is composed. A file of its own: the window needs it before anything heavy is loaded."""

from __future__ import annotations

from enum import StrEnum


class Layout(StrEnum):
    """Which picture is composed."""

    TOON = "toon"
    ORIGINAL = "original"
    SIDE_BY_SIDE = "side-by-side"
    SPLIT = "split"
