"""resize_within_screen(): a dialog as large as it wants to be, where the screen has the room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_AROUND = QSize(40, 60)
"""Left free, px: the system's frame and title."""


def resize_within_screen(dialog: QWidget, wanted: QSize) -> None:
    dialog.resize(wanted.boundedTo(dialog.screen().availableSize() - _AROUND))
