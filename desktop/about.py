"""The About dialog with version and credits, and the page of licences that it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from core.manifest import ModelManifest
from desktop.product import installed_version
from desktop.style import named_icon

_CREDITS = """
Live cartoons on an ordinary desktop: your camera never leaves this computer.

After the article “Optimizing style transfer models for videos on mobile devices”.

ToonClip is free software under the MIT License. It stands on Qt for Python, ONNX Runtime, OpenCV, \
FFmpeg through PyAV, NumPy and PyTorch.
""".strip()
_PAGE_PX = (760, 560)


class AboutDialog(QDialog):
    """Opened with `open()`, so that the picture goes on behind it.

    Args:
        models: those that are installed; each says what it learned from.
        show_licences: opens the page of licences.
        parent: the window.
    """

    def __init__(
        self, models: Sequence[ModelManifest], show_licences: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("About ToonClip")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(named_icon("toonclip").pixmap(QSize(88, 88)))
        name = QLabel(f"ToonClip {installed_version()}".strip())
        name.setStyleSheet("font-size: 22px; font-weight: 700;")
        column = QVBoxLayout()
        column.addWidget(name)
        for words in (_CREDITS, *(_model_credit(model) for model in models)):
            column.addWidget(_words(words))
        column.addSpacing(8)
        column.addLayout(self._buttons(show_licences))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 20)
        row.setSpacing(22)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def _buttons(self, show_licences: Callable[[], None]) -> QHBoxLayout:
        licences, close = QPushButton("Licences"), QPushButton("Close")
        licences.clicked.connect(show_licences)
        close.clicked.connect(self.accept)
        close.setDefault(True)
        close.setFocus()
        row = QHBoxLayout()
        row.addWidget(licences)
        row.addStretch(1)
        row.addWidget(close)
        return row


class LicencesDialog(QDialog):
    """The licences of the parts, to read and to copy from."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Licences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QPlainTextEdit(page)
        text.setReadOnly(True)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.addWidget(text)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(*_PAGE_PX)


def _model_credit(model: ModelManifest) -> str:
    return (
        f"The model {model.title} {model.version} learned from {model.provenance.dataset}. "
        f"Its licence: {model.provenance.licence}."
    )


def _words(text: str) -> QLabel:
    words = QLabel(text)
    words.setObjectName("dim")
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setMinimumWidth(420)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
