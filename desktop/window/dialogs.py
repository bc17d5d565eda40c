"""The dialogs that ask for a file or a folder. Opened without waiting, so that the picture goes on behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_VIDEOS = "Videos (*.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mpg *.mpeg *.gif);;All files (*)"
_MODELS = "Models (*.toonclip *.zip manifest.json *.onnx)"


def ask_for_video(parent: QWidget, chosen: Callable[[Path], None]) -> None:
    _ask(parent, "Open video", QFileDialog.FileMode.ExistingFile, chosen).setNameFilter(_VIDEOS)


def ask_for_model(parent: QWidget, chosen: Callable[[Path], None]) -> None:
    _ask(parent, "Open model", QFileDialog.FileMode.ExistingFile, chosen).setNameFilter(_MODELS)


def ask_for_folder(parent: QWidget, folder: Path, chosen: Callable[[Path], None]) -> None:
    dialog = _ask(parent, "Save clips and snapshots to", QFileDialog.FileMode.Directory, chosen)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setDirectory(str(folder))


def _ask(parent: QWidget, title: str, mode: QFileDialog.FileMode, chosen: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog
