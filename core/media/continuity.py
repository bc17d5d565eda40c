"""Continuity: one clock for a file whose own starts again on the way, as in joined recordings of television."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from av.packet import Packet

_LONGEST_STEP_BACK_S = 1.0
"""Less is a damaged timestamp, or frames that are stored in another order than they are shown in."""

_LONGEST_GAP_S = 10.0
"""A longer one is a clock that was set forward."""


class Continuity:
    """Moves the timestamps of packets so that every stream goes on where it was, and all of them stay in step.

    Give it every packet of the streams, in the file's order.
    """

    def __init__(self) -> None:
        self._offsets_s: dict[int, float] = {}
        self._ends_s: dict[int, float] = {}
        self._newest_offset_s = 0.0

    def apply(self, packet: Packet[Any]) -> None:
        """Move the PTS and the DTS of a packet."""
        stamp = packet.pts if packet.dts is None else packet.dts
        if stamp is None:
            return
        index, tick_s = packet.stream.index, float(packet.time_base)
        time_s = stamp * tick_s
        expected_s = self._ends_s.get(index, time_s)
        offset_s = self._offsets_s.get(index, 0.0)
        step_s = time_s + offset_s - expected_s
        if not -_LONGEST_STEP_BACK_S <= step_s <= _LONGEST_GAP_S:
            offset_s = self._next_offset(expected_s - time_s)
        self._offsets_s[index] = offset_s
        self._ends_s[index] = time_s + offset_s + (packet.duration or 0) * tick_s
        shift = round(offset_s / tick_s)
        if packet.pts is not None:
            packet.pts += shift
        if packet.dts is not None:
            packet.dts += shift

    def _next_offset(self, wanted_s: float) -> float:
        """The offset that the other streams have by now, if it joins this stream too: they stay in step with it."""
        if abs(self._newest_offset_s - wanted_s) > _LONGEST_STEP_BACK_S:
            self._newest_offset_s = wanted_s
        return self._newest_offset_s
