"""ViewDemand: tells how large the view can use the pictures, and that it needs none while nobody can see it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QMainWindow

from core.layout import Layout
from desktop.window.video_view import VideoView

_UNSEEN = (0, 0)
_TELLING = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.WindowStateChange})


class ViewDemand(QObject):
    """Watches view and window; a view that was never shown counts as seen. GUI thread.

    Args:
        view: shows the pictures.
        window: the view's; a view does not notice when it is minimised.
    """

    changed = Signal(object)
    """(width, height) in px of the screen; (0, 0): the view is hidden, or its window minimised."""

    def __init__(self, view: VideoView, window: QMainWindow) -> None:
        super().__init__(view)
        self._view, self._window = view, window
        self._hidden = False
        self._told: tuple[int, int] | None = None
        view.installEventFilter(self)
        window.installEventFilter(self)
        view.framing_changed.connect(self._tell)
        view.painted.connect(self._tell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _TELLING:
            if watched is self._view and event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
                self._hidden = event.type() is QEvent.Type.Hide
            self._tell()
        return False

    def _tell(self, _what: object = None) -> None:
        unseen = self._hidden or self._window.isMinimized()
        wanted = _UNSEEN if unseen else _wanted_px(self._view)
        if wanted != self._told:
            self._told = wanted
            self.changed.emit(wanted)


def _wanted_px(view: VideoView) -> tuple[int, int]:
    """The most px in width and height that the original or the toon can be shown with."""
    picture, ratio, frame = view.picture_rect(), view.devicePixelRatioF(), view.frame
    halves = 2 if frame is not None and frame.layout is Layout.SIDE_BY_SIDE and not view.comparing else 1
    return math.ceil(picture.width() * ratio / halves), math.ceil(picture.height() * ratio)
