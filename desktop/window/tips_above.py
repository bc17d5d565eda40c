"""TipsAbove: tooltips of a bar at the lower edge stand above its buttons, within the window; others beside an area."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

_GAP_PX, _INTO_PX = 4, 6


class TipsAbove(QObject):
    """Watches every widget of a bar. GUI thread."""

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        self._bar = bar
        for widget in bar.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.ToolTip and isinstance(watched, QWidget) and watched.toolTip():
            show_tip(watched, watched.toolTip(), partial(_above, watched, self._bar))
            return True
        return False


def show_tip(widget: QWidget, words: str, place: Callable[[QSize], QPoint]) -> None:
    """Show words where `place` says for their size.

    Qt alone shows them below the mouse by as much as its pointer is high, which differs; one that comes to lie over the
    mouse goes at once.
    """
    QToolTip.showText(QCursor.pos(), words, widget)
    if not words:  # what was shown goes
        return
    for shown in QApplication.topLevelWidgets():
        if shown.inherits("QTipLabel") and shown.isVisible():
            shown.move(place(shown.size()))


def beside(area: QRect, screen: QRect, size: QSize) -> QPoint:
    """To the right of an area, or below it where the screen ends."""
    corner = area.topRight() + QPoint(_GAP_PX, 0)
    fits = corner.x() + size.width() <= screen.right()
    return corner if fits else area.bottomLeft() + QPoint(0, _GAP_PX)


def _above(widget: QWidget, bar: QWidget, size: QSize) -> QPoint:
    """Over the bar as a whole, so that no other control of it is covered."""
    start, window = widget.mapToGlobal(QPoint()).x(), widget.window().frameGeometry()
    left = max(window.left(), min(start, window.right() - size.width()))
    return QPoint(left, bar.mapToGlobal(QPoint()).y() - size.height() + _INTO_PX)
