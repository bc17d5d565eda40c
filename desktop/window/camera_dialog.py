"""CameraDialog: exposure, white balance, zoom and what else a camera lets be set, seen in the picture at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core.sources.camera_controls import CameraControl, ControlKind
from desktop.system.words import tr

_SLIDER_PX, _FIGURE_PX = 260, 48


class CameraDialog(QDialog):
    """Opened with `show()`, beside the picture that it changes.

    Args:
        camera: its name.
        controls: what can be set.
        parent: the window.
    """

    changed = Signal(int, int)
    """A control's number, and what the person set it to."""
    reset = Signal()
    """All of them as the driver came."""

    def __init__(self, camera: str, controls: Sequence[CameraControl], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(camera)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._rows = {control.number: _row_of(control) for control in controls}
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        for control in controls:
            row = self._rows[control.number]
            row.changed.connect(partial(self.changed.emit, control.number))
            form.addRow(tr(control.title), row)
            row.label = form.labelForField(row)
        buttons = QDialogButtonBox()
        defaults = buttons.addButton(tr("Defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        defaults.clicked.connect(self.reset)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.close)
        close.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(buttons)
        self.show_controls(controls)

    def show_controls(self, controls: Sequence[CameraControl]) -> None:
        """As they are now: one may have changed what another allows. Nobody is told."""
        for control in controls:
            row = self._rows.get(control.number)
            if row is not None:
                row.show_value(control.value)
                row.set_usable(usable=control.is_usable)


class _Row(QWidget):
    """What sets one control."""

    changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.label: QWidget | None = None
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)

    def set_usable(self, *, usable: bool) -> None:
        """Whether the driver takes it now."""
        self.setEnabled(usable)
        if self.label is not None:
            self.label.setEnabled(usable)

    def show_value(self, value: int) -> None:
        raise NotImplementedError


class _Range(_Row):
    def __init__(self, control: CameraControl) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(control.minimum, control.maximum)
        self.slider.setSingleStep(control.step)
        self.slider.setPageStep(max(control.step, (control.maximum - control.minimum) // 10))
        self.slider.setMinimumWidth(_SLIDER_PX)
        self.slider.setAccessibleName(tr(control.title))
        self._figure = QLabel()
        self._figure.setMinimumWidth(_FIGURE_PX)
        self.line.addWidget(self.slider)
        self.line.addWidget(self._figure)
        self.slider.valueChanged.connect(self._on_moved)

    def show_value(self, value: int) -> None:
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(value)
            self._figure.setText(str(value))

    def _on_moved(self, value: int) -> None:
        self._figure.setText(str(value))
        self.changed.emit(value)


class _Switch(_Row):
    def __init__(self, control: CameraControl) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(tr(control.title))
        self.line.addWidget(self.box)
        self.box.toggled.connect(lambda on: self.changed.emit(int(on)))

    def show_value(self, value: int) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class _Menu(_Row):
    def __init__(self, control: CameraControl) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(tr(control.title))
        for value, words in control.menu.items():
            self.box.addItem(words, value)
        self.line.addWidget(self.box)
        self.box.activated.connect(lambda place: self.changed.emit(self.box.itemData(place)))

    def show_value(self, value: int) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))


def _row_of(control: CameraControl) -> _Row:
    rows: dict[ControlKind, type[_Range | _Switch | _Menu]] = {
        ControlKind.RANGE: _Range,
        ControlKind.SWITCH: _Switch,
        ControlKind.MENU: _Menu,
    }
    return rows[control.kind](control)
