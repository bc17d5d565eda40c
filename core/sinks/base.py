"""FrameSink: what the pipeline asks of a view or a recorder."""

from __future__ import annotations

from typing import Protocol

from core.frame import ComposedFrame


class FrameSink(Protocol):
    """Receives every composed frame while it is attached to the session."""

    def submit(self, composed: ComposedFrame) -> None:
        """Take a frame. Pipeline thread; returns at once, never blocks, ignored after the sink stopped.

        Raises:
            WriteError: the sink can take no more; it is detached and the error reported.
        """
        ...
