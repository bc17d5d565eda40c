"""HeldKey: an action's key as something that is held down, not pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class HeldKey(QObject):
    """Tells when the key of an action goes down and up again. GUI thread.

    Args:
        action: its shortcut goes down.
        window: when it is no longer in front, nobody sees the key go up.
    """

    changed = Signal(bool)

    def __init__(self, action: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._action, self._window = action, window
        action.triggered.connect(self._on_action_triggered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Of the application, while the key is down."""
        gone = event.type() is QEvent.Type.WindowDeactivate and watched is self._window
        if gone or (isinstance(event, QKeyEvent) and self._ends(event)):
            QApplication.instance().removeEventFilter(self)  # pyright: ignore[reportOptionalMemberAccess]
            self.changed.emit(False)  # noqa: FBT003 - a Qt signal
        return False

    def _ends(self, event: QKeyEvent) -> bool:
        return event.type() is QEvent.Type.KeyRelease and not event.isAutoRepeat()

    def _on_action_triggered(self) -> None:
        QApplication.instance().installEventFilter(self)  # pyright: ignore[reportOptionalMemberAccess]
        self.changed.emit(True)  # noqa: FBT003 - a Qt signal
