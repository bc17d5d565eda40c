"""FrameSink: what the pipeline asks of a view or a recorder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.frame import ComposedFrame, Size

Demand = Callable[[], Size | None]
"""Asked before every frame: the most px in width and height that a sink can use of an image now; None: the frame's own
size; NOTHING: it needs none. Any thread; returns at once."""


class FrameSink(Protocol):
    """Receives every composed frame while it is attached to the session."""

    def submit(self, composed: ComposedFrame) -> None:
        """Take a frame. Pipeline thread; returns at once, never blocks, ignored after the sink stopped.

        Raises:
            WriteError: the sink can take no more; it is detached and the error reported.
        """
        ...


def whole() -> Size | None:
    """The demand of a sink that needs every frame at its own size."""
    return None
