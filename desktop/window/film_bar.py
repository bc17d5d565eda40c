"""FilmBar: play, seek, loop and save a film, or save a photograph; it lies over the lower edge of the picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.overlays import clock

_ICON_PX = 18
_MARGIN_PX, _HEIGHT_PX, _WIDEST_PX = 12, 46, 900
_STEPS = 10_000


class FilmBar(QFrame):
    """Shown for films and photographs alone. Lies over the view, where it is placed."""

    sought = Signal(float)
    """The position that was chosen, in s."""

    def __init__(self, view: QWidget, actions: Actions) -> None:
        super().__init__(view)
        self.setObjectName("filmBar")
        self._duration_s = 0.0
        self._offered, self._rests, self._area = False, False, view.rect()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.valueChanged.connect(self._on_value_changed)
        self.time = QLabel()
        self.play, self.loop, self.mute = map(_button, (actions.film_play, actions.film_loop, actions.film_mute))
        self.save = _button(actions.film_save)
        self.leave = _button(actions.leave_clip)
        for button in (self.save, self.leave):
            button.defaultAction().visibleChanged.connect(partial(_follow, button))
            _follow(button)
        self._lay_out()
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.slider.setAccessibleName(tr("Position"))
        self.slider.setToolTip(tr("Position"))
        for button in (self.play, self.loop, self.mute, self.save, self.leave):
            button.setAccessibleName(button.defaultAction().text())

    def offer(self, *, film: bool, photograph: bool) -> None:
        """Show it, as a film or a photograph is shown, which does not move."""
        self._offered = film or photograph
        for widget in (self.play, self.slider, self.time, self.loop, self.mute):
            widget.setVisible(film)
        self.place(self._area)
        self.setVisible(self._offered and not self._rests)

    def rest(self, *, rests: bool) -> None:
        """Leave the picture alone for a while."""
        self._rests = rests
        self.setVisible(self._offered and not rests)

    def place(self, area: QRect) -> None:
        """Lie over the lower edge of a part of the view."""
        self._area = area
        widest = self.sizeHint().width() if self.slider.isHidden() else _WIDEST_PX
        width = min(widest, area.width() - 2 * _MARGIN_PX)
        left = area.left() + (area.width() - width) // 2
        self.setGeometry(left, area.bottom() + 1 - _HEIGHT_PX - _MARGIN_PX, width, _HEIGHT_PX)

    def set_position(self, position_s: float, duration_s: float) -> None:
        """Where the film is; while the handle is held it stays in the hand."""
        self._duration_s = duration_s
        self.time.setText(f"{clock(position_s)} / {clock(duration_s)}")
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.slider.setValue(round(_STEPS * position_s / duration_s) if duration_s else 0)
            self.slider.blockSignals(False)  # noqa: FBT003

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(6)
        for widget in (self.play, self.slider, self.time, self.loop, self.mute, self.save, self.leave):
            row.addWidget(widget, 1 if widget is self.slider else 0)

    def _on_value_changed(self, value: int) -> None:
        self.sought.emit(self._duration_s * value / _STEPS)


def _follow(button: QToolButton) -> None:
    """Be seen where what it does can be done."""
    button.setVisible(button.defaultAction().isVisible())


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
