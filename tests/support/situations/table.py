"""TABLE: all situations, in the order of their kinds."""

from __future__ import annotations

from support.situations import (
    cameras,
    clock,
    colours,
    endings,
    folders,
    interlaced,
    names,
    orientation,
    packages,
    picture_colours,
    pictures,
    sound,
    streams,
)

TABLE = (
    *clock.SITUATIONS,
    *colours.SITUATIONS,
    *orientation.SITUATIONS,
    *streams.SITUATIONS,
    *sound.SITUATIONS,
    *interlaced.SITUATIONS,
    *picture_colours.SITUATIONS,
    *pictures.SITUATIONS,
    *folders.SITUATIONS,
    *names.SITUATIONS,
    *endings.SITUATIONS,
    *packages.SITUATIONS,
    *cameras.SITUATIONS,
)
