"""PacePresenter: how often, how large and whether at all is drawn: by the menu, what is seen, and the battery."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import psutil
from PySide6.QtCore import QObject, QTimer

from desktop.live.bridge import FrameBridge
from desktop.live.settings_store import SettingsStore
from desktop.window.main_window import MainWindow
from desktop.window.view_demand import ViewDemand

_USUAL_FPS, _FAST_FPS, _BATTERY_FPS = 30.0, 60.0, 20.0
_LOOK_AT_BATTERY_MS = 20_000


class Pace(Protocol):
    """The part of the session used here."""

    @property
    def target_fps(self) -> float | None: ...
    @target_fps.setter
    def target_fps(self, fps: float | None) -> None: ...
    @property
    def fixed_px(self) -> int | None: ...
    @fixed_px.setter
    def fixed_px(self, bound: int | None) -> None: ...


def on_battery() -> bool:
    """Whether the computer runs from its battery; False where it has none or does not say."""
    battery = psutil.sensors_battery()
    return battery is not None and battery.power_plugged is False


class PacePresenter(QObject):
    """Joins the engine's pace to the menu, the view and the power. GUI thread.

    Args:
        engine: draws.
        frames: takes what is drawn for the view.
        settings: what was chosen before, and is kept.
        window: holds the view, and the actions that choose.
        on_battery: asked now and then.
    """

    def __init__(
        self,
        engine: Pace,
        frames: FrameBridge,
        settings: SettingsStore,
        window: MainWindow,
        *,
        on_battery: Callable[[], bool] = on_battery,
    ) -> None:
        super().__init__(window)
        self._engine, self._frames, self._settings, self._acts = engine, frames, settings, window.acts
        self._on_battery = on_battery
        self._demand = ViewDemand(window.view, window)
        self._demand.changed.connect(self._on_demand_changed)
        for pixels, action in self._acts.drawing_sizes.items():
            action.triggered.connect(partial(self._on_size_triggered, pixels))
        self._acts.fast.triggered.connect(self._on_fast_triggered)
        self._battery_timer = QTimer(self, interval=_LOOK_AT_BATTERY_MS)
        self._battery_timer.timeout.connect(self.apply)
        self._battery_timer.start()
        self.apply()

    def close(self) -> None:
        """Look at the battery no longer."""
        self._battery_timer.stop()

    def apply(self) -> None:
        """Set the engine's pace anew."""
        now, sizes = self._settings.current, self._acts.drawing_sizes
        sizes.get(now.drawing_px, sizes[None]).setChecked(True)
        self._acts.fast.setChecked(now.fast)
        target_fps = _FAST_FPS if now.fast else _USUAL_FPS
        self._engine.target_fps = min(target_fps, _BATTERY_FPS) if self._on_battery() else target_fps
        self._engine.fixed_px = now.drawing_px

    def _on_size_triggered(self, pixels: int | None, *_checked: object) -> None:
        self._settings.update(drawing_px=pixels)
        self.apply()

    def _on_fast_triggered(self, fast: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(fast=fast)
        self.apply()

    def _on_demand_changed(self, wanted_px: tuple[int, int]) -> None:
        self._frames.wanted_px = wanted_px
