"""StrengthSlider: how strongly the toon is drawn, 0 to 150 %; 100 % is easy to meet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from desktop.system.words import tr
from desktop.window.style import DIM

FULL, MOST, STEP = 100, 150, 5
_CATCH = 4  # percent around 100 that mean 100
_WIDTH_PX, _TICK_PX = 124, 12


class StrengthSlider(QWidget):
    """The slider under its name and figure. A double click is 100 %."""

    changed = Signal(int)
    """Percent, by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self._name, self._figure = QLabel(), QLabel()
        words = QHBoxLayout()
        words.setContentsMargins(4, 0, 4, 0)
        for label in (self._name, self._figure):
            label.setObjectName("figure")
            words.addWidget(label)
        words.insertStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.slider)
        column.addStretch(1)
        self.slider.valueChanged.connect(self._on_value_changed)
        self._show()

    @property
    def percent(self) -> int:
        return self.slider.value()

    def set_percent(self, percent: int) -> None:
        """As it is remembered; nobody is told."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(percent)
        self._show()

    def step(self, steps: int) -> None:
        """By the keys."""
        self.slider.setValue(self.slider.value() + steps * STEP)

    def reset(self) -> None:
        self.slider.setValue(FULL)

    def retranslate(self) -> None:
        self._show()

    def _on_value_changed(self, percent: int) -> None:
        self._show()
        self.changed.emit(percent)

    def _show(self) -> None:
        self._name.setText(tr("Strength"))
        self._figure.setText(f"{self.percent} %")
        self.slider.setAccessibleName(tr("Strength of the drawing"))
        self.slider.setToolTip(
            tr(
                "Strength of lines and colours: 0 % is the original, 100 % what the style draws.\n"
                "Remembered for each style; a double click is 100 %."
            )
        )


class _Slider(QSlider):
    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.setRange(0, MOST)
        self.setSingleStep(STEP)
        self.setPageStep(25)
        self.setValue(FULL)
        self.setFixedWidth(_WIDTH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.isSliderDown():
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self.isSliderDown():  # moves without a button come, too: the style marks what the mouse is over
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.setSliderDown(False)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self.setValue(FULL)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(DIM)
        painter.drawRect(QRectF(self._x_of(FULL) - 0.75, (self.height() - _TICK_PX) / 2, 1.5, _TICK_PX))
        painter.end()
        super().paintEvent(event)

    def _follow(self, event: QMouseEvent) -> None:
        """To where the mouse is, not a page towards it."""
        first, last = self._x_of(0), self._x_of(MOST)
        percent = round((event.position().x() - first) / (last - first) * MOST)
        self.setValue(FULL if abs(percent - FULL) <= _CATCH else percent)

    def _x_of(self, percent: int) -> float:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        return handle / 2 + (self.width() - handle) * percent / MOST
