"""What is opened beside the picture fits on the screen."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.window.fitting import resize_within_screen


def test_a_dialog_is_no_larger_than_its_screen(qtbot):
    dialog = QWidget()
    qtbot.addWidget(dialog)
    resize_within_screen(dialog, QSize(300, 200))
    assert dialog.size() == QSize(300, 200)
    resize_within_screen(dialog, QSize(5000, 5000))
    room = dialog.screen().availableSize()
    assert dialog.width() < room.width()
    assert dialog.height() < room.height()
