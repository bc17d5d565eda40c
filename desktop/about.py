"""The About dialog: version and credits."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.style import named_icon

_CREDITS = """
Live cartoons on an ordinary desktop: your camera never leaves this computer.

After the article “Optimizing style transfer models for videos on mobile devices”.

The models learned from pairs of the U-2-Net-StyleTransfer data set by Doron Adler (Norod), \
made with StyleGAN2; Apache License 2.0.

The encoder started from SqueezeNet as trained on ImageNet.

ToonClip is free software under the MIT License. It stands on Qt for Python, ONNX Runtime, OpenCV, \
FFmpeg through PyAV, NumPy and PyTorch.
""".strip()


class AboutDialog(QDialog):
    """Opened with `open()`, so that the picture goes on behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About ToonClip")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(named_icon("toonclip").pixmap(QSize(88, 88)))
        name = QLabel(f"ToonClip {_version()}")
        name.setStyleSheet("font-size: 22px; font-weight: 700;")
        words = QLabel(_CREDITS)
        words.setObjectName("dim")
        words.setWordWrap(True)
        words.setMinimumWidth(400)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout()
        column.addWidget(name)
        column.addWidget(words)
        column.addSpacing(8)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 20)
        row.setSpacing(22)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)


def _version() -> str:
    try:
        return version("toonclip")
    except PackageNotFoundError:
        return ""
