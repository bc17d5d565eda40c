"""Outlets: the sinks of a pipeline, and what they can use of its pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock

from core.compositor import fitted_size
from core.errors import AppError, WriteError
from core.events import EventListener, SinkFailed
from core.frame import NOTHING, ComposedFrame, RgbImage, Size
from core.sinks.base import Demand, FrameSink


@dataclass(frozen=True, slots=True)
class Group:
    """Sinks that share a picture of a size, (width, height) in px."""

    size: Size
    sinks: list[FrameSink]


class Outlets:
    """A sink that raises is detached and reported; the others go on. Any thread, but for `submit`.

    Args:
        listener: told about sinks that fail.
    """

    def __init__(self, listener: EventListener) -> None:
        self._listener = listener
        self._lock = Lock()
        self._sinks: tuple[tuple[FrameSink, Demand], ...] = ()

    def attach(self, sink: FrameSink, demand: Demand) -> None:
        """Send composed frames from the next one on to `sink` too, as far as it demands them."""
        with self._lock:
            self._sinks = (*self._sinks, (sink, demand))

    def detach(self, sink: FrameSink) -> None:
        """Stop sending to `sink`; does nothing when it is not attached."""
        with self._lock:
            self._sinks = tuple(pair for pair in self._sinks if pair[0] is not sink)

    @property
    def watched(self) -> bool:
        """Whether any sink needs pictures now."""
        return any(demand() != NOTHING for _, demand in self._sinks)

    def groups(self, image: RgbImage) -> list[Group]:
        """The sinks by the size of picture that they share, smallest first.

        A picture of its own is made only for those that can use less than half of the pixels: it costs less than it
        spares. Sinks that need none now get the smallest, and have it ready.

        Args:
            image: the frame's.
        """
        demands = [(sink, demand()) for sink, demand in self._sinks]
        wanted = [(fitted_size(image, box), sink) for sink, box in demands if box != NOTHING]
        idle = [sink for sink, box in demands if box == NOTHING]
        groups: list[Group] = []
        for size, sink in sorted(wanted, key=lambda pair: math.prod(pair[0]), reverse=True):
            if groups and 2 * math.prod(size) > math.prod(groups[-1].size):
                groups[-1].sinks.append(sink)
            else:
                groups.append(Group(size, [sink]))
        if not groups:
            groups.append(Group(fitted_size(image, None), []))
        groups[-1].sinks.extend(idle)
        return groups[::-1]

    def submit(self, composed: ComposedFrame, group: Group) -> None:
        """Pass a frame to the sinks of a group. The compositor's thread."""
        for sink in group.sinks:
            try:
                sink.submit(composed)
            except Exception as error:
                self.detach(sink)
                told = error if isinstance(error, AppError) else WriteError(f"The picture cannot be passed on: {error}")
                self._listener(SinkFailed(told))
