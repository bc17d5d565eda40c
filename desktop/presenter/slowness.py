"""SlownessPresenter: says that a model is slow here, once it is seen, and before it is chosen again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from core.metrics import PipelineStats
from desktop.live.model_switch import ModelSwitch
from desktop.live.settings_store import SettingsStore
from desktop.presenter.notices import Notices
from desktop.presenter.picture import Composer
from desktop.system.words import tr

_LOOK_MS = 1000
_LOOKS = 5
"""In a row: a start, another program's moment or the time of the model before says nothing."""
_SLOW_FPS = 5.0
_WORTH_SAYING_FPS = 10.0


class SlownessPresenter(QObject):
    """Measures what draws, remembers it for each model. GUI thread.

    Args:
        engine: draws, and measures how fast.
        models: which one it is.
        settings: what was measured before.
        notices: say it.
    """

    def __init__(
        self, engine: Composer, models: ModelSwitch, settings: SettingsStore, notices: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine, self._models, self._settings, self._notices = engine, models, settings, notices
        self.still: Callable[[], bool] = lambda: False
        """Whether a photograph is shown, which is drawn once, as finely as it can be."""
        self._looks, self._slow = 0, False
        self._told: set[str] = set()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(lambda: self.look(engine.stats))
        models.model_changed.connect(self._on_model_changed)
        self._timer.start()

    def close(self) -> None:
        """Look no longer."""
        self._timer.stop()

    def look(self, stats: PipelineStats) -> None:
        """Take a second's figures."""
        if not stats.generate_ms or not self._models.current or self.still():
            self._looks = 0
            return
        toons_a_second = 1000 / stats.generate_ms
        slow = toons_a_second < _SLOW_FPS
        self._looks = self._looks + 1 if slow is self._slow else 1
        self._slow = slow
        if self._looks != _LOOKS:
            return
        if slow or self._models.current in self._settings.current.drawing_ms:
            self._remember(stats.generate_ms)
        if slow and self._models.current not in self._told:
            self._told.add(self._models.current)
            self._notices.slow_model(tr(self._models.title), toons_a_second)

    def words_about(self, model: str) -> str:
        """What to know before choosing a model; empty for one that is fast, or was never tried here."""
        took_ms = self._settings.current.drawing_ms.get(model, 0)
        if not took_ms or 1000 / took_ms >= _WORTH_SAYING_FPS:
            return ""
        return tr("{count} toons a second here", count=f"{1000 / took_ms:.1f}")

    def _remember(self, took_ms: float) -> None:
        self._settings.update(drawing_ms={**self._settings.current.drawing_ms, self._models.current: round(took_ms)})

    def _on_model_changed(self) -> None:
        self._looks = 0
        self._notices.dismiss("slow")
