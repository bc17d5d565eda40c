"""FramingPresenter: how much of the picture is seen: whole, filling, at its own size, zoomed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.live.settings_store import SettingsStore
from desktop.window.actions import Actions
from desktop.window.framing import Fit, Framing
from desktop.window.video_view import VideoView

_ZOOM_A_KEY = 1.25


class FramingPresenter(QObject):
    """Joins the view's framing to its keys and menu. The fit is remembered, a zoom is not. GUI thread.

    Args:
        settings: where the fit is kept.
        view: is framed.
        acts: the fits and the zoom.
    """

    def __init__(self, settings: SettingsStore, view: VideoView, acts: Actions) -> None:
        super().__init__(view)
        self._settings, self._view = settings, view
        self._fits = {Fit.WHOLE: acts.fit_whole, Fit.FILL: acts.fit_fill, Fit.ACTUAL: acts.fit_actual}
        for fit, action in self._fits.items():
            action.triggered.connect(lambda _checked=False, fit=fit: self._set(Framing(fit)))
        acts.next_fit.triggered.connect(lambda: view.set_framing(view.framing.next_fit()))
        acts.zoom_in.triggered.connect(lambda: view.zoom(_ZOOM_A_KEY))
        acts.zoom_out.triggered.connect(lambda: view.zoom(1 / _ZOOM_A_KEY))
        view.framing_changed.connect(self._on_framing_changed)
        view.set_framing(Framing(Fit(settings.current.fit)))
        self._on_framing_changed(view.framing)

    def _set(self, framing: Framing) -> None:
        self._view.set_framing(framing)
        self._on_framing_changed(self._view.framing)  # a click on the one that is on has switched it off

    def _on_framing_changed(self, framing: Framing) -> None:
        for fit, action in self._fits.items():
            action.setChecked(fit is framing.fit and framing.zoom == 1)
        self._settings.update(fit=framing.fit.value)
