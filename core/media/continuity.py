"""Continuity: one clock for a file whose own starts again or jumps on the way, as in joined recordings."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from av.packet import Packet

_LONGEST_STEP_BACK_S = 1.0
"""Less is a damaged timestamp, or frames that are stored in another order than they are shown in."""

_BROADCAST = ("mpegts", "mpeg")
_LONGEST_BROADCAST_GAP_S, _LONGEST_GAP_S = 10.0, 3600.0
"""A longer one is a clock that was set forward. Elsewhere than in broadcasts a picture may just stand still."""


class Continuity:
    """Moves the timestamps of packets so that every stream goes on where it was, and all of them stay in step.

    Give it every packet of the streams, in the file's order.

    Args:
        container_format: FFmpeg's name of it.

    Attributes:
        jumped: whether the clock started again or jumped so far.
    """

    def __init__(self, container_format: str) -> None:
        self._is_broadcast = container_format in _BROADCAST
        self._longest_gap_s = _LONGEST_BROADCAST_GAP_S if self._is_broadcast else _LONGEST_GAP_S
        self._offsets_s: dict[int, float] = {}
        self._ends_s: dict[int, float] = {}
        self._newest_offset_s = 0.0
        self._furthest_s: float | None = None
        self.jumped = False

    def apply(self, packet: Packet[Any]) -> None:
        """Move the PTS and the DTS of a packet."""
        if packet.pts is None and packet.dts is None:
            return
        index, tick_s = packet.stream.index, float(packet.time_base)
        offset_s = self._offsets_s.get(index, self._newest_offset_s)
        stamp = packet.pts if packet.dts is None and self._is_broadcast else packet.dts
        if stamp is not None:  # elsewhere PTS alone may go back and forth by seconds
            offset_s = self._offset(index, stamp * tick_s, (packet.duration or 0) * tick_s, offset_s)
        shift = round(offset_s / tick_s)
        if packet.pts is not None:
            packet.pts += shift
        if packet.dts is not None:
            packet.dts += shift

    def _offset(self, index: int, time_s: float, duration_s: float, offset_s: float) -> float:
        """The offset from now on of a stream whose packet is at `time_s`; so far it was `offset_s`."""
        expected_s = self._ends_s.get(index, time_s + offset_s)
        if self._jumps(time_s + offset_s, expected_s):
            offset_s = self._next_offset(expected_s - time_s)
            self.jumped = True
        end_s = time_s + offset_s + duration_s
        self._offsets_s[index], self._ends_s[index] = offset_s, end_s
        self._furthest_s = end_s if self._furthest_s is None else max(self._furthest_s, end_s)
        return offset_s

    def _jumps(self, time_s: float, expected_s: float) -> bool:
        """Backwards is seen in the stream itself; a gap in one stream is none where the others went on."""
        furthest_s = expected_s if self._furthest_s is None else max(self._furthest_s, expected_s)
        return time_s < expected_s - _LONGEST_STEP_BACK_S or time_s > furthest_s + self._longest_gap_s

    def _next_offset(self, wanted_s: float) -> float:
        """The offset that the other streams have by now, if it joins this stream too: they stay in step with it."""
        if abs(self._newest_offset_s - wanted_s) > _LONGEST_STEP_BACK_S:
            self._newest_offset_s = wanted_s
        return self._newest_offset_s
