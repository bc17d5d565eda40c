"""StrengthPresenter: how strongly the model draws, remembered for each."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.live.model_switch import ModelSwitch
from desktop.live.settings_store import SettingsStore
from desktop.presenter.notices import Notices
from desktop.presenter.picture import Composer
from desktop.window.actions import Actions
from desktop.window.strength_slider import FULL, StrengthSlider


class StrengthPresenter(QObject):
    """Joins the compositor to the slider and its keys. GUI thread.

    Args:
        composer: draws in this strength.
        models: each has its own.
        settings: where they are kept.
        slider: shows it.
        acts: more and less of it.
        notices: say once that another model has another one.
    """

    def __init__(
        self,
        composer: Composer,
        models: ModelSwitch,
        settings: SettingsStore,
        slider: StrengthSlider,
        acts: Actions,
        notices: Notices,
    ) -> None:
        super().__init__(slider)
        self._composer, self._models, self._settings, self._slider = composer, models, settings, slider
        self._notices, self._has_drawn, self._told = notices, False, False
        models.model_changed.connect(self._on_model_changed)
        slider.changed.connect(self._on_slider_changed)
        acts.strength_up.triggered.connect(lambda: slider.step(1))
        acts.strength_down.triggered.connect(lambda: slider.step(-1))
        acts.strength_reset.triggered.connect(slider.reset)

    def _on_model_changed(self) -> None:
        percent = self._settings.current.strengths.get(self._models.current, FULL)
        self._notices.dismiss("strength")
        if self._has_drawn and not self._told and percent != self._slider.percent:
            self._told = True
            self._notices.own_strength(percent)
        self._has_drawn = True
        self._slider.set_percent(percent)
        self._compose(percent)

    def _on_slider_changed(self, percent: int) -> None:
        self._compose(percent)
        strengths = {**self._settings.current.strengths, self._models.current: percent}
        if percent == FULL:
            del strengths[self._models.current]
        self._settings.update(strengths=strengths)

    def _compose(self, percent: int) -> None:
        self._composer.compose_settings = replace(self._composer.compose_settings, strength=percent / 100)
