"""ViewDemand: tells how large the view can use the pictures, and that it needs none while nobody can see it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QMainWindow

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
        wanted = _UNSEEN if unseen else self._view.wanted_px()
        if wanted != self._told:
            self._told = wanted
            self.changed.emit(wanted)
