"""Spinner: the angle of what turns while the person waits; it stands still where motion is not wished for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.window.motion import motion_wished

_TURN_MS = 40
_TURN_DEGREES = 13


class Spinner(QObject):
    """GUI thread."""

    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.angle = 0.0
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._on_turning_timeout)

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        busy = busy and motion_wished()
        if busy and not self._turning.isActive():
            self._turning.start()
        elif not busy:
            self._turning.stop()

    def _on_turning_timeout(self) -> None:
        self.angle = (self.angle + _TURN_DEGREES) % 360
        self.turned.emit()
