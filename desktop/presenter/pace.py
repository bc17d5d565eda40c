"""PacePresenter: how often, how large and whether at all is drawn: by the menu, what is seen, and the battery."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import psutil
from PySide6.QtCore import QObject, QTimer

from desktop.live.bridge import FrameBridge
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Lane, Tasks
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
    """Whether the computer runs from its battery; False where it has none or does not say. May block for a moment."""
    try:
        battery = psutil.sensors_battery()
    except (OSError, ValueError, RuntimeError):  # of a driver's odd answers
        return False
    return battery is not None and battery.power_plugged is False


class PacePresenter(QObject):
    """Joins the engine's pace to the menu, the view and the power. GUI thread.

    Args:
        engine: draws.
        frames: takes what is drawn for the view.
        settings: what was chosen before, and is kept.
        tasks: ask for the battery.
        window: holds the view, and the actions that choose.
        on_battery: asked now and then, on a task's thread.
    """

    def __init__(
        self,
        engine: Pace,
        frames: FrameBridge,
        settings: SettingsStore,
        tasks: Tasks,
        window: MainWindow,
        *,
        on_battery: Callable[[], bool] = on_battery,
    ) -> None:
        super().__init__(window)
        self._engine, self._frames, self._settings, self._acts = engine, frames, settings, window.acts
        self._looking: Lane[bool] = Lane(tasks, "look-at-battery")
        self._on_battery = on_battery
        self._sparing = False
        self._demand = ViewDemand(window.view, window)
        self._demand.changed.connect(self._on_demand_changed)
        for pixels, action in self._acts.drawing_sizes.items():
            action.triggered.connect(partial(self._on_size_triggered, pixels))
        self._acts.fast.triggered.connect(self._on_fast_triggered)
        self._battery_timer = QTimer(self, interval=_LOOK_AT_BATTERY_MS)
        self._battery_timer.timeout.connect(self.look_at_battery)
        self._battery_timer.start()
        self._apply()
        self.look_at_battery()

    def close(self) -> None:
        """Look at the battery no longer."""
        self._battery_timer.stop()
        self._looking.cancel()

    def look_at_battery(self) -> None:
        """Ask where the power comes from; the pace follows a moment later."""
        self._looking.run(self._on_battery, done=self._on_power_known)

    def _apply(self) -> None:
        """Set the engine's pace anew."""
        now, sizes = self._settings.current, self._acts.drawing_sizes
        sizes.get(now.drawing_px, sizes[None]).setChecked(True)
        self._acts.fast.setChecked(now.fast)
        target_fps = _FAST_FPS if now.fast else _USUAL_FPS
        self._engine.target_fps = min(target_fps, _BATTERY_FPS) if self._sparing else target_fps
        self._engine.fixed_px = now.drawing_px

    def _on_power_known(self, on_battery: bool) -> None:  # noqa: FBT001 - a task's answer
        self._sparing = on_battery
        self._apply()

    def _on_size_triggered(self, pixels: int | None, *_checked: object) -> None:
        self._settings.update(drawing_px=pixels)
        self._apply()

    def _on_fast_triggered(self, fast: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(fast=fast)
        self._apply()

    def _on_demand_changed(self, wanted_px: tuple[int, int]) -> None:
        self._frames.wanted_px = wanted_px
