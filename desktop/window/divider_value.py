"""DividerValue: the split's divider as something that a screen reader knows: a slider, unseen, over its handle."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from desktop.system.words import tr

_SIDE_PX = 34


class DividerValue(QSlider):
    """Percent of the width that show the original. Takes the keyboard; the mouse is the view's."""

    moved = Signal(float)
    """To this share, 0..1, by the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setPageStep(10)
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.valueChanged.connect(lambda percent: self.moved.emit(percent / 100))
        self.hide()

    def place(self, x: float | None, middle_y: float, split: float, *, mirrored: bool) -> None:
        """Follow the divider, which stands at `x` of the view; None where there is none."""
        self.setVisible(x is not None)
        if x is None:
            return
        self.move(round(x) - _SIDE_PX // 2, round(middle_y) - _SIDE_PX // 2)
        self.setInvertedAppearance(mirrored)
        self.setInvertedControls(mirrored)
        with QSignalBlocker(self):
            self.setValue(round(split * 100))

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Divider: share of the original, percent"))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The view paints the handle, brighter while this has the keyboard."""
