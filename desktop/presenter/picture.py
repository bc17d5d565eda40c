"""PicturePresenter: how the picture is composed, and the figures over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from core.compositor import ComposeSettings
from core.layout import Layout
from core.metrics import PipelineStats
from desktop.live.settings_store import SettingsStore
from desktop.window.actions import Actions
from desktop.window.video_view import VideoView

_STATS_MS = 500


class Composer(Protocol):
    """The part of the session used here."""

    @property
    def compose_settings(self) -> ComposeSettings: ...
    @compose_settings.setter
    def compose_settings(self, settings: ComposeSettings) -> None: ...
    @property
    def stats(self) -> PipelineStats: ...


class PicturePresenter(QObject):
    """Joins the compositor to the layouts, the divider and the figures. GUI thread.

    Args:
        composer: composes the picture, and measures how fast.
        settings: what was chosen before, and is kept.
        view: shows the divider and the figures.
        acts: choose the layout, steady the picture, show the figures.
    """

    def __init__(self, composer: Composer, settings: SettingsStore, view: VideoView, acts: Actions) -> None:
        super().__init__(view)
        self._composer, self._settings, self._view = composer, settings, view
        self._stats_timer = QTimer(self, interval=_STATS_MS)
        self._stats_timer.timeout.connect(self._on_stats_timer_timeout)
        self._stats_timer.start()
        now = settings.current
        acts.set_layout(now.layout)
        acts.overlay.setChecked(now.overlay)
        acts.steady.setChecked(now.steady)
        view.marks.set_figures_visible(now.overlay)
        view.set_split(now.split)
        self._compose()
        view.split_moved.connect(self._on_split_moved)
        acts.layout_chosen.connect(self._on_layout_chosen)
        acts.overlay.triggered.connect(self._on_overlay_triggered)
        acts.steady.triggered.connect(self._on_steady_triggered)

    def close(self) -> None:
        """Measure no longer."""
        self._stats_timer.stop()

    def _compose(self) -> None:
        now = self._settings.current
        before = self._composer.compose_settings
        self._composer.compose_settings = replace(before, layout=now.layout, split=now.split, steady=now.steady)

    def _on_layout_chosen(self, layout: Layout) -> None:
        self._settings.update(layout=layout)
        self._compose()

    def _on_split_moved(self, split: float) -> None:
        self._settings.update(split=split)
        self._compose()

    def _on_steady_triggered(self, steady: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(steady=steady)
        self._compose()

    def _on_overlay_triggered(self, visible: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(overlay=visible)
        self._view.marks.set_figures_visible(visible)
        self._on_stats_timer_timeout()

    def _on_stats_timer_timeout(self) -> None:
        if self._view.marks.figures_visible:
            self._view.marks.set_stats(self._composer.stats)
