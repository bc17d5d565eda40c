"""Stage: puts picture, controls and notifications in their places, in a window and on a full screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.window.control_bar import ControlBar
from desktop.window.film_bar import FilmBar
from desktop.window.notification_bar import NotificationBar
from desktop.window.video_view import VideoView

_MARGIN_PX = 14
_SMALLEST = QSize(640, 380)
_HIDE_AFTER_MS = 2500


class Stage(QWidget):
    """In a window the controls stand below the picture.

    On a full screen, or without bars, they lie over it while the mouse moves.

    Args:
        view: the picture.
        controls: the bar below it.
        notifications: cards in its lower left corner.
        strip: above the controls, while it is shown.
        side: to the right of the picture, while it is shown.
        film: over the lower edge of the picture, while there is a film.
    """

    def __init__(
        self,
        view: VideoView,
        controls: ControlBar,
        notifications: NotificationBar,
        strip: QWidget,
        side: QWidget,
        film: FilmBar,
    ) -> None:
        super().__init__()
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view, self._controls, self._notifications, self._strip = view, controls, notifications, strip
        self._side, self._film = side, film
        for widget in (view, strip, side, controls, notifications):
            widget.setParent(self)
        self._filled = False
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(_HIDE_AFTER_MS)
        self._hiding.timeout.connect(self._on_hiding_timeout)
        view.mouse_moved.connect(self._on_view_mouse_moved)
        notifications.resized.connect(self.arrange)
        for widget in (view, strip, side, film, *controls.findChildren(QWidget)):
            widget.installEventFilter(self)
        self.setMinimumSize(_SMALLEST)

    @property
    def controls_visible(self) -> bool:
        return not self._controls.isHidden()

    def fill(self, *, filled: bool) -> None:
        """Let the picture have all the room, or make room for the controls again."""
        self._filled = filled
        self._show_controls()
        self.arrange()

    def stop(self) -> None:
        self._hiding.stop()

    def arrange(self) -> None:
        """Place everything anew."""
        bar = self._controls.sizeHint().height()
        above = self.rect().adjusted(0, 0, 0, -bar)
        self._controls.setGeometry(0, above.bottom() + 1, self.width(), bar)
        if not self._strip.isHidden():
            above.adjust(0, 0, 0, -self._strip.height())
            self._strip.setGeometry(0, above.bottom() + 1, self.width(), self._strip.height())
        if not self._side.isHidden():
            above.adjust(0, 0, -self._side.width(), 0)
            self._side.setGeometry(above.right() + 1, 0, self._side.width(), above.height())
            self._side.raise_()
        self._view.setGeometry(self.rect() if self._filled else above)
        self._film.place(above)
        self._strip.raise_()
        self._controls.raise_()
        lowest = above if self._film.isHidden() else above.adjusted(0, 0, 0, self._film.y() - above.height())
        room = lowest.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        size = self._notifications.fitted_size(room.size())
        # In the lower left corner: faces are higher up.
        self._notifications.setGeometry(QRect(QPoint(room.left(), room.bottom() + 1 - size.height()), size))
        self._notifications.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A key shows the controls, or keeps them: the focus can go there. The others come and go by themselves."""
        comes_or_goes = event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}
        if comes_or_goes and (watched is self._strip or watched is self._side or watched is self._film):
            self.arrange()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._filled:
            self._show_controls()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange()

    def _show_controls(self) -> None:
        self._controls.show()
        self._film.rest(rests=False)
        self._view.unsetCursor()
        if self._filled:
            self._hiding.start()
        else:
            self._hiding.stop()

    def _on_view_mouse_moved(self) -> None:
        if self._filled:
            self._show_controls()

    def _on_hiding_timeout(self) -> None:
        in_use = self._controls.underMouse() or self._film.underMouse() or QApplication.activePopupWidget() is not None
        if self._filled and not in_use:
            self._view.setFocus()  # it would be lost with the controls
            self._controls.hide()
            self._film.rest(rests=True)
            self._view.setCursor(Qt.CursorShape.BlankCursor)
        elif self._filled:
            self._hiding.start()
