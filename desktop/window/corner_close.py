"""CornerClose: the small x in the upper right corner of a strip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.system.words import tr
from desktop.window.style import named_icon

CORNER_PX = 26


class CornerClose(QToolButton):
    """Goes along with its owner's size. The keyboard has Esc in its place."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setObjectName("cornerClose")
        self.setIcon(named_icon("close"))
        self.setIconSize(QSize(14, 14))
        self.setFixedSize(CORNER_PX, CORNER_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.pressed.connect(owner.clearFocus)  # else Qt gives the keyboard to another control, which shows that
        owner.installEventFilter(self)
        self.retranslate()

    def retranslate(self) -> None:
        self.setToolTip(tr("Close"))
        self.setAccessibleName(tr("Close"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        owner = self.parentWidget()
        if event.type() is QEvent.Type.Resize and owner is not None and watched is owner:
            self.move(owner.width() - self.width() - 3, 3)
        return super().eventFilter(watched, event)
