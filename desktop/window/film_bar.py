"""FilmBar: play, seek and loop a film; it lies over the lower edge of the picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.overlays import clock

_ICON_PX = 18
_MARGIN_PX, _HEIGHT_PX, _WIDEST_PX = 12, 46, 900
_STEPS = 10_000


class FilmBar(QFrame):
    """Shown for films alone. Lies over the view and goes along with its size."""

    sought = Signal(float)
    """The position that was chosen, in s."""

    def __init__(self, view: QWidget, actions: Actions) -> None:
        super().__init__(view)
        self.setObjectName("filmBar")
        self._view = view
        self._duration_s = 0.0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.valueChanged.connect(self._on_value_changed)
        self.time = QLabel()
        self.play, self.loop, self.mute = map(_button, (actions.film_play, actions.film_loop, actions.film_mute))
        self.save = _button(actions.film_save)
        self._lay_out()
        view.installEventFilter(self)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.slider.setAccessibleName(tr("Position"))
        self.slider.setToolTip(tr("Position"))
        for button in (self.play, self.loop, self.mute, self.save):
            button.setAccessibleName(button.defaultAction().text())

    def set_position(self, position_s: float, duration_s: float) -> None:
        """Where the film is; while the handle is held it stays in the hand."""
        self._duration_s = duration_s
        self.time.setText(f"{clock(position_s)} / {clock(duration_s)}")
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.slider.setValue(round(_STEPS * position_s / duration_s) if duration_s else 0)
            self.slider.blockSignals(False)  # noqa: FBT003

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(_WIDEST_PX, self._view.width() - 2 * _MARGIN_PX)
        left = (self._view.width() - width) // 2
        self.setGeometry(left, self._view.height() - _HEIGHT_PX - _MARGIN_PX, width, _HEIGHT_PX)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(6)
        for widget in (self.play, self.slider, self.time, self.loop, self.mute, self.save):
            row.addWidget(widget, 1 if widget is self.slider else 0)
        self._place()

    def _on_value_changed(self, value: int) -> None:
        self.sought.emit(self._duration_s * value / _STEPS)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setProperty("iconOnly", "true")
    button.setToolButtonStyle(
        Qt.ToolButtonStyle.ToolButtonTextOnly if action.icon().isNull() else Qt.ToolButtonStyle.ToolButtonIconOnly
    )
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
