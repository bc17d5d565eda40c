"""TrimDialog: from where to where a clip is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.system.words import tr

_LEAST_S = 0.1


class TrimDialog(QDialog):
    """Opened with `open()`, so that the picture goes on behind it.

    Signals:
        chosen: start and end, in s.

    Args:
        name: of the clip.
        duration_s: its length.
        parent: the window.
    """

    chosen = Signal(float, float)

    def __init__(self, name: str, duration_s: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Trim {name}", name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.start, self.end = (_seconds(duration_s) for _ in range(2))
        self.end.setValue(duration_s)
        form = QFormLayout()
        form.addRow(tr("Start, seconds"), self.start)
        form.addRow(tr("End, seconds"), self.end)
        self.save, cancel = QPushButton(tr("Save the part")), QPushButton(tr("Cancel"))
        self.save.clicked.connect(self._on_save_clicked)
        cancel.clicked.connect(self.reject)
        self.start.valueChanged.connect(self._on_value_changed)
        self.end.valueChanged.connect(self._on_value_changed)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.addLayout(form)
        column.addLayout(buttons)
        self.save.setDefault(True)

    def _on_value_changed(self) -> None:
        self.save.setEnabled(self.end.value() - self.start.value() >= _LEAST_S)

    def _on_save_clicked(self) -> None:
        self.chosen.emit(self.start.value(), self.end.value())
        self.accept()


def _seconds(longest_s: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, longest_s)
    box.setDecimals(2)
    box.setSingleStep(0.1)
    return box
