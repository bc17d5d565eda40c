"""The About dialog with version and credits, and the page of licences that it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.models.manifest import ModelManifest
from desktop.system.product import installed_version
from desktop.window.style import named_icon

_CREDITS = """
Live cartoons on an ordinary desktop: your camera never leaves this computer.

After the article “Optimizing style transfer models for videos on mobile devices”.

ToonClip is free software under the MIT License. It stands on Qt for Python, ONNX Runtime, OpenCV, \
FFmpeg through PyAV, NumPy and PyTorch.
""".strip()
_PAGE_PX = (760, 560)
_WORDS_PX, _LONGEST_WORDS_PX = 440, 270


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
        column.addWidget(_words("\n\n".join((_CREDITS, *(_model_credit(model) for model in models)))))
        column.addSpacing(8)
        licences, close = QPushButton("Licences"), QPushButton("Close")
        licences.clicked.connect(show_licences)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(licences)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 20)
        row.setSpacing(22)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        close.setDefault(True)
        close.setFocus()


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


def _words(text: str) -> QScrollArea:
    """Plain text that can be selected; it scrolls where it is long."""
    words = QLabel(text)
    words.setObjectName("dim")
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(words)
    words.ensurePolished()
    area.setMinimumSize(_WORDS_PX, min(words.heightForWidth(_WORDS_PX - 20), _LONGEST_WORDS_PX))
    return area
