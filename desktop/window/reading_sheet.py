"""ReadingSheet: asks which of some pictures looks right, where a network's file does not say what its numbers mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.system.words import tr

_PICTURE = QSize(196, 148)
_COLUMNS = 3


class ReadingSheet(QDialog):
    """Pictures to choose from. Opened with `open()`, so that the picture goes on behind it.

    Args:
        title: of the model.
        captions: of the pictures; the first one is how the model draws now.
        parent: the window.
    """

    chosen = Signal(int)
    """The place of the picture, from 0."""

    def __init__(self, title: str, captions: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Which of these looks right?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            tr(
                "The file of “{model}” does not say how its colours are meant. Click the picture that looks right.",
                model=title,
            )
        )
        words.setWordWrap(True)
        self.pictures = [self._button(place, caption) for place, caption in enumerate(captions)]
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, button in enumerate(self.pictures):
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        keep = QPushButton(tr("Keep it as it is"))
        keep.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(grid)
        column.addWidget(keep, 0, Qt.AlignmentFlag.AlignRight)
        keep.setDefault(True)

    def show_pictures(self, images: Sequence[QImage | None]) -> None:
        """Fill in what was drawn; what failed cannot be chosen."""
        for button, image in zip(self.pictures, images, strict=False):
            button.setEnabled(image is not None)
            if image is None:
                button.setText(tr("It draws nothing"))
                continue
            scaled = QPixmap.fromImage(image).scaled(
                _PICTURE * self.devicePixelRatio(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            button.setIcon(QIcon(scaled))

    def _button(self, place: int, caption: str) -> QToolButton:
        button = QToolButton()
        button.setText(caption)
        button.setIconSize(_PICTURE)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(_PICTURE + QSize(18, 40))
        button.setIcon(QIcon(_waiting()))
        button.setEnabled(False)
        button.clicked.connect(partial(self._on_clicked, place))
        return button

    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(place)
        self.accept()


def _waiting() -> QPixmap:
    """Where a picture will be."""
    pixmap = QPixmap(_PICTURE)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
