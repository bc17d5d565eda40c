"""Outlets: the sinks of a pipeline, and what they can use of its pictures."""

from __future__ import annotations

from threading import Lock

from core.errors import AppError, WriteError
from core.events import EventListener, SinkFailed
from core.frame import ComposedFrame, Size
from core.sinks.base import Demand, FrameSink


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

    def demanded(self) -> Size | None:
        """The most that any sink can use px; (0, 0) when nobody looks."""
        sizes = [demand() for _, demand in self._sinks]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            return None
        return max((width for width, _ in known), default=0), max((height for _, height in known), default=0)

    def submit(self, composed: ComposedFrame) -> None:
        """Pass a frame to every sink, also to those that need none now: they have it ready. The compositor's thread."""
        for sink, _ in self._sinks:
            try:
                sink.submit(composed)
            except Exception as error:
                self.detach(sink)
                told = error if isinstance(error, AppError) else WriteError(f"The picture cannot be passed on: {error}")
                self._listener(SinkFailed(told))
