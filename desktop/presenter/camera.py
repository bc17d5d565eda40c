"""CameraPresenter: the menu of the shown camera: what it is asked for, what it gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from core.metrics import PipelineStats
from core.sources.camera_modes import CameraMode, size_words, usual_mode
from core.sources.discovery import CameraInfo
from desktop.live.camera_formats import CameraFormats
from desktop.live.settings_store import SettingsStore
from desktop.presenter.camera_controls import ControlsPresenter
from desktop.system.words import tr
from desktop.window.video_view import VideoView

_LESS = 0.85
"""Of the rate that was asked for: cameras in a dim room go down to half of it."""


class CameraPresenter(QObject):
    """Joins the formats to their menu and the figures. GUI thread.

    Args:
        formats: of the shown camera.
        settings: where a person's choice is kept.
        view: shows the picture, whose size is the camera's.
        stats: of the engine, now.
        menu: lists the formats.
        controls: open the dialog of exposure, white balance and zoom.
    """

    def __init__(
        self,
        formats: CameraFormats,
        settings: SettingsStore,
        view: VideoView,
        stats: Callable[[], PipelineStats],
        menu: QMenu,
        controls: ControlsPresenter,
    ) -> None:
        super().__init__(view)
        self._formats, self._view, self._stats, self._menu, self._controls = formats, view, stats, menu, controls
        formats.changed.connect(self._fill_menu)
        formats.chosen.connect(lambda chosen: settings.update(camera_modes=chosen))
        menu.aboutToShow.connect(self._fill_menu)
        self._fill_menu()

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        self._fill_menu()

    def _fill_menu(self) -> None:
        self._menu.clear()
        formats = self._formats
        self._menu.setEnabled(formats.camera is not None)
        if formats.camera is None:
            return
        automatic = tr("Automatic ({format})", format=_words(usual_mode(formats.modes)))
        self._add(automatic, None)
        self._menu.addSeparator()
        for mode in formats.modes:
            self._add(_words(mode), mode)
        given = self._given_words()
        if given:
            self._menu.addSeparator()
            self._menu.addAction(given).setEnabled(False)
        self._menu.addSeparator()
        controls = self._menu.addAction(tr("Exposure, white balance, zoom…"))
        controls.triggered.connect(partial(self._on_controls_triggered, formats.camera))

    def _on_controls_triggered(self, camera: CameraInfo, *_checked: object) -> None:
        self._controls.open(camera)

    def _add(self, words: str, mode: CameraMode | None) -> None:
        action = self._menu.addAction(words)
        action.setCheckable(True)
        wanted = self._formats.wanted
        action.setChecked(wanted.key == mode.key if wanted is not None and mode is not None else wanted is mode)
        action.triggered.connect(partial(self._on_chosen, mode))

    def _on_chosen(self, mode: CameraMode | None, *_checked: object) -> None:
        self._formats.choose(mode)

    def _given_words(self) -> str:
        """What the camera really gives, measured."""
        frame, fps = self._view.frame, self._stats().capture_fps
        if frame is None or not fps:
            return ""
        height, width = frame.source.image.shape[:2]
        asked = self._formats.asked
        given = tr("{size}, {fps} fps", size=size_words(width, height), fps=f"{fps:.0f}")
        is_less = fps < asked.fps * _LESS or (width, height) < (asked.width, asked.height)
        return tr("It gives less: {format}", format=given) if is_less else tr("It gives {format}", format=given)


def _words(mode: CameraMode) -> str:
    return tr("{size}, {fps} fps", size=size_words(mode.width, mode.height), fps=f"{mode.fps:.3g}")
