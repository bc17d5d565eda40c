"""Crop: which part of the picture is kept in clips and pictures. Light: the window needs it at once."""

from __future__ import annotations

from enum import StrEnum


class Crop(StrEnum):
    """The shape that is kept, from the middle."""

    WHOLE = "whole"
    TALL = "9:16"
    SQUARE = "1:1"

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Width and height of the largest such shape within others."""
        if self is Crop.WHOLE:
            return width, height
        across, down = map(int, self.value.split(":"))
        scale = min(width / across, height / down)
        return across * scale, down * scale
