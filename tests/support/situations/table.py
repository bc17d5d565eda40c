"""TABLE: all situations, in the order of their kinds."""

from __future__ import annotations

from support.situations import clock, colours, interlaced, orientation, sound, streams

TABLE = (
    *clock.SITUATIONS,
    *colours.SITUATIONS,
    *orientation.SITUATIONS,
    *streams.SITUATIONS,
    *sound.SITUATIONS,
    *interlaced.SITUATIONS,
)
