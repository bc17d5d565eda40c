"""CrossFade: after a switch of the model its first toons grow out of the last one of the model before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter

from desktop.window.frame_painter import FramePainter, Place
from desktop.window.motion import motion_wished

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    from core.frame import ComposedFrame

_FADE_S = 0.15
_TICK_MS = 16


class CrossFade(QObject):
    """Of the view alone: clips have a clean cut. GUI thread."""

    moved = Signal()
    """Paint anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = time.monotonic
        self._before: ComposedFrame | None = None
        self._began_s = 0.0
        self._painter = FramePainter()
        self._ticking = QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._on_ticking_timeout)

    @property
    def share(self) -> float:
        """How much of the model before is still to be seen, 1..0."""
        return max(0.0, 1.0 - (self.clock() - self._began_s) / _FADE_S) if self._before is not None else 0.0

    def paint(self, painter: QPainter, place: Place) -> None:
        """Paint what is left of the toon before over the new one."""
        if self._before is not None:
            painter.save()
            painter.setOpacity(self.share)
            self._painter.paint(painter, self._before, place, toon_alone=True)
            painter.restore()

    def follow(self, shown: ComposedFrame | None, new: ComposedFrame) -> None:
        """Take a frame that replaces the one that is shown."""
        if shown is not None and motion_wished() and _drawn_otherwise(shown, new):
            self._before, self._began_s = shown, self.clock()
            self._ticking.start()

    def end(self) -> None:
        self._before = None
        self._painter.forget()
        self._ticking.stop()

    def _on_ticking_timeout(self) -> None:
        if not self.share:
            self.end()
        self.moved.emit()


def _drawn_otherwise(shown: ComposedFrame, new: ComposedFrame) -> bool:
    """The same source by another model."""
    if shown.generated is None or new.generated is None:
        return False
    same_source = shown.source.source_number == new.source.source_number
    return same_source and shown.generated.model_id != new.generated.model_id
