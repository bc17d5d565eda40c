"""The About dialog: what the program is, whose work the models are, and the licences of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.models.manifest import ModelManifest
from desktop.system.product import installed_version
from desktop.system.words import mark, tr
from desktop.window.fitting import resize_within_screen
from desktop.window.style import named_icon

_CREDITS = (
    mark("Live cartoons on an ordinary desktop: your camera never leaves this computer."),
    mark("After the article “Optimizing style transfer models for videos on mobile devices”."),
    mark(
        "ToonClip is free software under the MIT License. It stands on Qt for Python, ONNX Runtime, OpenCV, FFmpeg "
        "through PyAV, NumPy and PyTorch."
    ),
)
_SIZE = QSize(640, 420)
_TRAILING_ZEROS = re.compile(r"(\.\d*?)0+$")


class AboutDialog(QDialog):
    """Three pages. Opened with `open()`, so that the picture goes on behind it.

    Args:
        models: those that are installed.
        drawing: what draws them and encodes clips on this computer, and why nothing else does: sentences.
        parent: the window.
    """

    licences_wanted = Signal()
    """Their page is looked at; `set_licences` fills it."""

    def __init__(self, models: Sequence[ModelManifest], drawing: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About ToonClip"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._licences = _fixed_text()
        self.pages = QTabWidget()
        self.pages.addTab(_about_page(), tr("About"))
        paragraphs = ("\n".join(drawing), *(_model_credit(model) for model in models))
        self.pages.addTab(_words("\n\n".join(filter(None, paragraphs))), tr("Styles"))
        self.pages.addTab(self._licences, tr("Licences"))
        self.pages.currentChanged.connect(self._on_page_changed)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.addWidget(self.pages)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setDefault(True)
        close.setFocus()
        resize_within_screen(self, _SIZE)

    def set_licences(self, page: str) -> None:
        self._licences.setPlainText(page)

    def _on_page_changed(self) -> None:
        if self.pages.currentWidget() is self._licences and not self._licences.toPlainText():
            self._licences.setPlainText(tr("One moment…"))
            self.licences_wanted.emit()


def _about_page() -> QWidget:
    picture = QLabel()
    picture.setPixmap(named_icon("toonclip").pixmap(QSize(88, 88)))
    name = QLabel(f"ToonClip {installed_version()}".strip())
    name.setObjectName("heading")
    column = QVBoxLayout()
    column.addWidget(name)
    column.addWidget(_words("\n\n".join(tr(words) for words in _CREDITS)))
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(12, 16, 12, 8)
    row.setSpacing(22)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(column, 1)
    return page


def _model_credit(model: ModelManifest) -> str:
    version = _TRAILING_ZEROS.sub(r"\1", model.version).rstrip(".")
    return "\n".join(
        (
            tr("{model}, version {version}", model=tr(model.title), version=version),
            tr("Training pictures: {origin}", origin=model.provenance.dataset),
            tr("Licence: {licence}", licence=model.provenance.licence),
        )
    )


def _fixed_text() -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return text


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
    return area
