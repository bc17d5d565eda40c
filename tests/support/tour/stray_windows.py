"""StrayWindows: windows of the program that are none of those that a person asks for, however short they are there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

_EXPECTED = frozenset({"QTipLabel", "QSystemTrayIconSys", "QBalloonTip", "QComboBoxPrivateContainer", "QListView"})
"""Of Qt's own: tips, the icon in the tray with its words, lists of choices, files that begin like what is typed."""


class StrayWindows(QObject):
    """Watches every widget of the program. GUI thread."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.seen: set[str] = set()
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            name = watched.metaObject().className()
            if not isinstance(watched, QMainWindow | QDialog | QMenu) and name not in _EXPECTED:
                self.seen.add(f"{name} {watched.objectName()}".strip())
        return False
