"""The dialogs that ask for a file, where the desktop has none of its own: Qt's, in Chinese and on dark."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QToolButton, QTreeView, QWidget

from desktop.window.dialogs import ask_for_video
from desktop.window.language import set_language


def test_qts_own_dialog_says_all_in_chinese_and_cuts_nothing_off(qtbot, qapp, tmp_path: Path):
    (tmp_path / "Holidays.mp4").write_bytes(bytes(123_456))
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    set_language(qapp, "zh_CN")
    try:
        ask_for_video(parent, tmp_path, print)
        (dialog,) = parent.findChildren(QFileDialog)
    finally:
        set_language(qapp, "en")

    said = [re.sub(r"\(&?\w\)", "", label.text()) for label in dialog.findChildren(QLabel)]
    assert said
    assert not [words for words in said if re.search("[A-Za-z]", words)]
    up = dialog.findChild(QToolButton, "toParentButton")
    assert isinstance(up, QToolButton)
    assert up.arrowType() is Qt.ArrowType.UpArrow
    files = dialog.findChild(QTreeView)
    assert isinstance(files, QTreeView)
    qtbot.waitUntil(lambda: files.model().rowCount(files.rootIndex()) == 1)
    qtbot.waitUntil(lambda: all(files.columnWidth(n) >= files.sizeHintForColumn(n) for n in range(4)))
    dialog.reject()
