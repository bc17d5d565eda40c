"""UndoPresenter: takes back the last changes of layout, strength and style."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import astuple, dataclass

from PySide6.QtCore import QObject, QTimer

from core.layout import Layout
from desktop.live.model_switch import ModelSwitch
from desktop.window.actions import Actions
from desktop.window.strength_slider import StrengthSlider

_MOST = 50
_ONE_GO_MS = 1000
"""Changes of one kind that follow sooner are one: a drag of the slider."""


@dataclass(frozen=True, slots=True)
class _Look:
    layout: Layout
    model: str
    percent: int


class UndoPresenter(QObject):
    """Remembers how the picture looked before each change. GUI thread.

    Args:
        slider: the strength.
        models: which one draws.
        acts: the layout; undo.
    """

    def __init__(self, slider: StrengthSlider, models: ModelSwitch, acts: Actions) -> None:
        super().__init__(slider)
        self._slider, self._models, self._acts = slider, models, acts
        self._before: deque[_Look] = deque(maxlen=_MOST)
        self._now = self._look()
        self._kind: list[bool] = []
        self._undoing = False
        self.rests: Callable[[], bool] = lambda: False
        """Whether the picture is for the moment none of the person's choice, as while a clip is played."""
        self._one_go = QTimer(self, singleShot=True, interval=_ONE_GO_MS)
        for changed in (acts.layout_chosen, slider.changed, models.model_changed):
            changed.connect(self._on_changed)
        acts.undo.triggered.connect(self._on_undo_triggered)
        acts.undo.setEnabled(False)

    def _look(self) -> _Look:
        layout = next(layout for layout, action in self._acts.layouts.items() if action.isChecked())
        return _Look(layout, self._models.current, self._slider.percent)

    def _on_changed(self, *_change: object) -> None:
        now = self._look()
        if self._undoing or self.rests() or now == self._now:
            return
        kind = [one != other for one, other in zip(astuple(now), astuple(self._now), strict=True)]
        goes_on = self._one_go.isActive() and kind == self._kind
        if self._now.model and not goes_on:  # before the first model nothing was chosen
            self._before.append(self._now)
        self._now, self._kind = now, kind
        self._one_go.start()
        self._acts.undo.setEnabled(bool(self._before))

    def _on_undo_triggered(self) -> None:
        if not self._before:
            return
        wanted = self._before.pop()
        self._undoing = True
        self._acts.layouts[wanted.layout].trigger()
        if wanted.model == self._models.current:
            self._slider.slider.setValue(wanted.percent)
        else:
            self._models.choose(wanted.model)  # which brings its strength along, later
        self._undoing = False
        self._now = wanted
        self._one_go.stop()
        self._acts.undo.setEnabled(bool(self._before))
