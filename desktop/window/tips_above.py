"""TipsAbove: tooltips of a bar at the lower edge stand above its buttons, within the window; others beside an area."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolTip, QWidget

_OFFSET = QPoint(2, 16)
"""From where Qt is told to show a tip to where it does."""
_AROUND_PX, _GAP_PX = 18, 4


class TipsAbove(QObject):
    """Watches every widget of a bar. GUI thread."""

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        for widget in bar.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.ToolTip and isinstance(watched, QWidget) and watched.toolTip():
            QToolTip.showText(_place(watched), watched.toolTip(), watched)
            return True
        return False


def place_beside(area: QRect, words: str, screen: QRect) -> QPoint:
    """Where `QToolTip` shows words to the right of an area, or below it where the screen ends."""
    corner = area.topRight() + QPoint(_GAP_PX, 0)
    fits = corner.x() + _size(words).width() <= screen.right()
    return (corner if fits else area.bottomLeft() + QPoint(0, _GAP_PX)) - _OFFSET


def _place(widget: QWidget) -> QPoint:
    size = _size(widget.toolTip())
    corner, window = widget.mapToGlobal(QPoint()), widget.window().frameGeometry()
    left = max(window.left(), min(corner.x(), window.right() - size.width()))
    return QPoint(left, corner.y() - size.height() - _GAP_PX) - _OFFSET


def _size(words: str) -> QSize:
    metrics, lines = QFontMetrics(QToolTip.font()), words.splitlines() or [""]
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QSize(width + _AROUND_PX, metrics.lineSpacing() * len(lines) + _AROUND_PX)
