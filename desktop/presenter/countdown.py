"""Countdown: 3, 2, 1 over the picture, then what was wanted; or nothing, when it is called off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.window.take_guide import TakeGuide


class Countdown(QObject):
    """One at a time. GUI thread.

    Args:
        guide: shows the seconds that are left.
    """

    def __init__(self, guide: TakeGuide) -> None:
        super().__init__(guide)
        self._guide = guide
        self._left = 0
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def start(self, seconds: int, then: Callable[[], None]) -> None:
        """Count down and do it; at once for 0 seconds. A countdown that is running is called off instead."""
        if self.running:
            self.cancel()
            return
        if not seconds:
            then()
            return
        self._left, self._then = seconds, then
        self._guide.set_count(seconds)
        self._timer.start()

    def cancel(self) -> None:
        """Forget it; does nothing when none is running."""
        self._timer.stop()
        self._then = None
        self._guide.set_count(0)

    def _on_timeout(self) -> None:
        self._left -= 1
        self._guide.set_count(self._left)
        if not self._left:
            then = self._then
            self.cancel()
            if then is not None:
                then()
