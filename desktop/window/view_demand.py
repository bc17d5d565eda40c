"""ViewDemand: tells how large the view can use the pictures, and that it needs none while nobody can see it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QMainWindow

from core.layout import Layout
from desktop.system.x11_covering import Covering
from desktop.window.video_view import VideoView

_UNSEEN = (0, 0)
_TELLING = frozenset(
    {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.WindowStateChange, QEvent.Type.Expose}
)


class ViewDemand(QObject):
    """Watches view and window; a view that was never shown counts as seen. GUI thread.

    Args:
        view: shows the pictures.
        window: the view's; a view does not notice when it is minimised.
    """

    changed = Signal(object)
    """(width, height) in px of the screen; (0, 0): the view is hidden, or its window minimised or covered."""

    def __init__(self, view: VideoView, window: QMainWindow) -> None:
        super().__init__(view)
        self._view, self._window = view, window
        self._hidden = self._covered = False
        self._covering = Covering(self._on_covered)
        self._told: tuple[int, int] | None = None
        view.installEventFilter(self)
        window.installEventFilter(self)
        view.framing_changed.connect(self._tell)
        view.painted.connect(self._tell)
        if window.isVisible():
            self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _TELLING:
            if watched is self._view and event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
                self._hidden = event.type() is QEvent.Type.Hide
            if watched is self._window and event.type() is QEvent.Type.Show:
                self._follow()
            self._tell()
        return False

    def _tell(self, _what: object = None) -> None:
        covered = self._covered or (self._window.isVisible() and not self._handle().isExposed())
        unseen = self._hidden or self._window.isMinimized() or covered
        wanted = _UNSEEN if unseen else _wanted_px(self._view)
        if wanted != self._told:
            self._told = wanted
            self.changed.emit(wanted)

    def _on_covered(self, covered: bool) -> None:  # noqa: FBT001 - a callback
        self._covered = covered
        self._tell()

    def _follow(self) -> None:
        """What only the system's part of the window hears."""
        self._handle().installEventFilter(self)
        self._covering.follow(int(self._window.winId()))

    def _handle(self) -> QWindow:
        """The system's part of a window that was shown; a window may get another one."""
        return self._window.windowHandle()


def _wanted_px(view: VideoView) -> tuple[int, int]:
    """The most px in width and height that the original or the toon can be shown with."""
    picture, ratio, frame = view.picture_rect(), view.devicePixelRatioF(), view.frame
    halves = 2 if frame is not None and frame.layout is Layout.SIDE_BY_SIDE and not view.comparing else 1
    return math.ceil(picture.width() * ratio / halves), math.ceil(picture.height() * ratio)
