"""MicrophoneButton: switches the microphone, and shows how loud it is along its lower edge."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton

from desktop.window.style import ACCENT, GREEN, RED, SURFACE

_ICON_PX = 20
_QUIETEST_DB, _LOUD_DB, _TOO_LOUD_DB = -60.0, -12.0, -1.0
_INSET_PX, _HEIGHT_PX = 7.0, 3.0


def meter_share(level: float) -> float:
    """How much of the meter a peak fills, 0..1: it is logarithmic, as hearing is, from -60 dB on."""
    decibels = 20 * math.log10(max(level, 1e-6))
    return min(1.0, max(0.0, 1 - decibels / _QUIETEST_DB))


class MicrophoneButton(QToolButton):
    """An icon over a bar: green, yellow when loud, red when it clips."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._level = 0.0
        self.setDefaultAction(action)
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("iconOnly", "true")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    @property
    def level(self) -> float:
        return self._level

    def set_level(self, level: float) -> None:
        """The peak, 0..1."""
        if level != self._level:
            self._level = level
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self.isChecked():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(_INSET_PX, self.height() - _HEIGHT_PX - 3, self.width() - 2 * _INSET_PX, _HEIGHT_PX)
        painter.setBrush(SURFACE)
        painter.drawRoundedRect(bar, 1.5, 1.5)
        decibels = 20 * math.log10(max(self._level, 1e-6))
        painter.setBrush(RED if decibels > _TOO_LOUD_DB else ACCENT if decibels > _LOUD_DB else GREEN)
        bar.setWidth(bar.width() * meter_share(self._level))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.end()
