"""Pointer: what a press on the picture means: moving the divider, panning, or looking at the original while held."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

_GRIP_PX = 16
_HOLD_MS = 180  # longer than a click: a double click does not flash the original


class Grasp(Enum):
    NOTHING = auto()
    PRESSED = auto()
    DIVIDER = auto()
    PICTURE = auto()
    """It is being panned."""
    ORIGINAL = auto()
    """It is being looked at."""


class Pointer(QObject):
    """Follows the left button. GUI thread."""

    divider_moved = Signal(float)
    """To this x, in the view."""
    panned = Signal(QPointF)
    """By how much, px."""
    original_wanted = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grasp = Grasp.NOTHING
        self._last = QPointF()
        self._holding = QTimer(self, singleShot=True, interval=_HOLD_MS)
        self._holding.timeout.connect(self._on_holding_timeout)

    @property
    def grasp(self) -> Grasp:
        return self._grasp

    def press(self, at: QPointF, divider_x: float | None) -> None:
        self._last = at
        if on_divider(at, divider_x):
            self._grasp = Grasp.DIVIDER
        else:
            self._grasp = Grasp.PRESSED
            self._holding.start()

    def move(self, to: QPointF, *, can_pan: bool) -> None:
        by = to - self._last
        pulled = can_pan and by.manhattanLength() >= QApplication.startDragDistance()
        if pulled and self._grasp in {Grasp.PRESSED, Grasp.ORIGINAL}:
            self.release()
            self._grasp = Grasp.PICTURE
        if self._grasp is Grasp.DIVIDER:
            self.divider_moved.emit(to.x())
        elif self._grasp is Grasp.PICTURE:
            self._last = to
            self.panned.emit(by)

    def release(self) -> None:
        """The button is up, or nobody can tell any more."""
        self._holding.stop()
        was, self._grasp = self._grasp, Grasp.NOTHING
        if was is Grasp.ORIGINAL:
            self.original_wanted.emit(False)  # noqa: FBT003 - a Qt signal

    def cursor(self, at: QPointF, divider_x: float | None, *, can_pan: bool) -> Qt.CursorShape:
        """What the mouse looks like over this place."""
        if self._grasp is Grasp.DIVIDER or on_divider(at, divider_x):
            return Qt.CursorShape.SplitHCursor
        if not can_pan:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.ClosedHandCursor if self._grasp is Grasp.PICTURE else Qt.CursorShape.OpenHandCursor

    def _on_holding_timeout(self) -> None:
        self._grasp = Grasp.ORIGINAL
        self.original_wanted.emit(True)  # noqa: FBT003 - a Qt signal


def on_divider(at: QPointF, divider_x: float | None) -> bool:
    """Whether a place is near enough to take the divider there."""
    return divider_x is not None and abs(at.x() - divider_x) <= _GRIP_PX
