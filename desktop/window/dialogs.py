"""The dialogs that ask for a file or a folder. Opened without waiting, so that the picture goes on behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QHeaderView, QMessageBox, QToolButton, QTreeView, QWidget

from core.media.image_kinds import IMAGE_SUFFIXES
from core.media.video_kinds import VIDEO_SUFFIXES
from desktop.system.answering import is_folder
from desktop.system.words import sentences, tr

_SHOWN = " ".join(f"*{suffix}" for suffix in (*VIDEO_SUFFIXES, *IMAGE_SUFFIXES))
_ARROWS = {
    "backButton": Qt.ArrowType.LeftArrow,
    "forwardButton": Qt.ArrowType.RightArrow,
    "toParentButton": Qt.ArrowType.UpArrow,
}
"""Qt's drawings of these are black, also on dark."""
_MODELS = "*.toonclip *.zip manifest.json *.onnx"


def ask_for_video(parent: QWidget, start: Path, chosen: Callable[[Path], None]) -> None:
    """A video or a picture."""
    kinds = f"{tr('Videos and pictures')} ({_SHOWN});;{tr('All files')} (*)"
    dialog = _ask(parent, tr("Open video or picture"), QFileDialog.FileMode.ExistingFile, start, chosen)
    dialog.setSidebarUrls([QUrl.fromLocalFile(str(place)) for place in _places() if is_folder(place)])
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilter(kinds)


def ask_for_picture(parent: QWidget, start: Path, chosen: Callable[[Path], None]) -> None:
    dialog = _ask(parent, tr("Choose a picture"), QFileDialog.FileMode.ExistingFile, start, chosen)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilter(f"{tr('Pictures')} ({' '.join(f'*{suffix}' for suffix in IMAGE_SUFFIXES)})")


def ask_for_model(parent: QWidget, start: Path, chosen: Callable[[Path], None]) -> None:
    dialog = _ask(parent, tr("Open style"), QFileDialog.FileMode.ExistingFile, start, chosen)
    dialog.setNameFilter(f"{tr('Styles')} ({_MODELS})")


def ask_for_folder(parent: QWidget, folder: Path, chosen: Callable[[Path], None]) -> None:
    title = tr("Save clips and snapshots to")
    dialog = _ask(parent, title, QFileDialog.FileMode.Directory, folder, chosen)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)


def ask_for_picture_folder(parent: QWidget, start: Path, chosen: Callable[[Path], None]) -> None:
    _ask(parent, tr("Open a folder of pictures"), QFileDialog.FileMode.Directory, start, chosen)


def ask_for_pack(parent: QWidget, start: Path, name: str, chosen: Callable[[Path], None]) -> None:
    dialog = _ask(parent, tr("Save the style as"), QFileDialog.FileMode.AnyFile, start, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("toonclip")
    dialog.selectFile(name)


def ask_to_go_on(parent: QWidget, work: str, answered: Callable[[bool], object]) -> None:
    """Whether what goes on ends with the window. No answer when the question is dismissed."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("ToonClip")
    box.setText(tr("Go on with the window closed?"))
    hint = tr("The icon in the tray brings the window back. The … menu, under Settings, changes your choice.")
    box.setInformativeText(sentences(work, hint))
    go_on = box.addButton(tr("Go on in the tray"), QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(tr("Finish and quit"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(go_on)
    answers = {go_on: True, leave: False}
    box.buttonClicked.connect(lambda button: answered(answers[button]) if button in answers else None)
    box.open()


def _places() -> list[Path]:
    """Where videos and pictures are, as the system knows."""
    return [Path.home(), platformdirs.user_videos_path(), platformdirs.user_pictures_path()]


def _ask(
    parent: QWidget, title: str, mode: QFileDialog.FileMode, start: Path, chosen: Callable[[Path], None]
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    dialog.setDirectory(str(Path.home() if is_folder(start) is None else start))
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    _mend(dialog)
    dialog.open()
    return dialog


def _mend(dialog: QFileDialog) -> None:
    """What Qt's own dialog gets wrong; where the desktop has one, that is shown."""
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Look in:"))  # Qt's Chinese lacks both
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of type:"))
    for name, arrow in _ARROWS.items():
        for button in dialog.findChildren(QToolButton, name):
            button.setArrowType(arrow)
    for files in dialog.findChildren(QTreeView):
        files.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # sizes and dates were cut off
