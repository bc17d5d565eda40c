"""MainWindow: the widgets of the window, its full screen, drops and closing. Knows nothing of the engine."""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.clip_strip import ClipStrip
from desktop.window.control_bar import ControlBar
from desktop.window.drops import NO_DROP, drop_words
from desktop.window.film_bar import FilmBar
from desktop.window.film_jobs import FilmJobs
from desktop.window.held_key import HeldKey
from desktop.window.notification_bar import NotificationBar
from desktop.window.stage import Stage
from desktop.window.style_strip import StyleStrip
from desktop.window.take_guide import TakeGuide
from desktop.window.video_view import VideoView

_WIDTH_PX = 1120
_PICTURE_SHAPE = 16 / 9
_FRAME_PX = QSize(16, 48)
"""Of the system's frame and title, roughly: how large they are is known only once the window is shown."""


class MainWindow(QMainWindow):
    """Closing is asked for with `close_requested` and happens with `close_now`."""

    close_requested = Signal()
    closed = Signal()
    path_dropped = Signal(object)
    language_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("ToonClip")
        self.setAcceptDrops(True)
        self._may_close = False
        self.leaving = False
        """It is the program that is to end, not the window alone."""
        self.acts = Actions(self)
        self.view = VideoView()
        self.take_guide = TakeGuide(self.view)
        self.clip_strip = ClipStrip()
        self.film_bar = FilmBar(self.view, self.acts)
        self.film_jobs = FilmJobs(self.view)
        self.controls = ControlBar(self.acts)
        self.notifications = NotificationBar()
        self.strip = StyleStrip()
        self.stage = Stage(self.view, self.controls, self.notifications, self.strip, self.clip_strip, self.film_bar)
        self.setCentralWidget(self.stage)
        for action in self.acts.all():
            if action.shortcutContext() is Qt.ShortcutContext.WidgetShortcut:
                self.view.addAction(action)
            else:
                self.addAction(action)
        self.compare_key = HeldKey(self.acts.compare, self)
        self.compare_key.changed.connect(self.view.compare)
        self._take_first_place()
        self.view.setFocus()
        self.view.double_clicked.connect(self.acts.full_screen.trigger)
        self.acts.full_screen.triggered.connect(self._on_full_screen_triggered)
        self.acts.compact.triggered.connect(self._fill_stage)
        self.acts.on_top.triggered.connect(self.set_on_top)
        self.acts.escape.triggered.connect(self._on_escape_triggered)
        self.acts.quit.triggered.connect(self.leave)
        self.strip.close_button.clicked.connect(self.acts.strip.trigger)
        self.clip_strip.close_button.clicked.connect(self.acts.clips.trigger)

    def saved_geometry(self) -> str:
        """Size and place, as `restore_geometry` takes them."""
        return base64.b64encode(self.saveGeometry().data()).decode()

    def restore_geometry(self, saved: str) -> None:
        """Size and place from an earlier run; nonsense is ignored, and what does not fit on its screen any more."""
        if not saved:
            return
        self.restoreGeometry(QByteArray.fromBase64(saved.encode()))
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        screen = self.screen()
        fits = self.isMaximized() or screen.availableSize().expandedTo(self.size()) == screen.availableSize()
        if not (fits and screen.availableVirtualGeometry().contains(self.geometry().center())):
            self._take_first_place()

    def come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """Ask for the end of the program, whatever could go on without the window."""
        self.leaving = True
        self.close()
        self.leaving = False

    def set_on_top(self, on_top: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Keep the window above others, or no longer.

        Not by `setWindowFlag`, which hides the window: on X11 it comes back without the keys.
        """
        hint = Qt.WindowType.WindowStaysOnTopHint
        self.overrideWindowFlags(self.windowFlags() | hint if on_top else self.windowFlags() & ~hint)
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(hint, on_top)

    def set_usable(self, *, usable: bool) -> None:
        """Whether controls, keys and drops do anything; the window can always be closed."""
        self.setAcceptDrops(usable)
        self.controls.setEnabled(usable)
        for action in self.acts.all():
            action.setEnabled(usable or action is self.acts.quit)

    def close_now(self) -> None:
        self._may_close = True
        self.stage.stop()
        self.notifications.clear()
        self.close()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say everything anew in another language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            for part in (self.acts, self.view, self.film_bar, self.film_jobs, self.strip, self.clip_strip):
                part.retranslate()
            self.notifications.retranslate()
            self.language_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self._may_close:
            event.ignore()
            self.close_requested.emit()
            return
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        path = _local_file(event.mimeData())
        words = drop_words(path)
        self.view.set_drop(tr(words))
        if path is not None and words != NO_DROP:
            event.acceptProposedAction()
        elif event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()  # else Qt does not tell when the drag leaves, and the words stay

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        super().dragLeaveEvent(event)
        self.view.set_drop("")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.view.set_drop("")
        path = _local_file(event.mimeData())
        if path is not None and drop_words(path) != NO_DROP:
            event.acceptProposedAction()
            self.path_dropped.emit(path)

    def _take_first_place(self) -> None:
        """In the middle of the screen, and no larger, with room for a picture without bands."""
        screen = self.screen().availableGeometry()
        room = screen.size() - _FRAME_PX
        bar = self.controls.sizeHint().height()
        width = min(_WIDTH_PX, room.width(), int((room.height() - bar) * _PICTURE_SHAPE))
        place = QRect(QPoint(), QSize(width, round(width / _PICTURE_SHAPE) + bar).expandedTo(self.minimumSizeHint()))
        place.moveCenter(screen.center() + QPoint(0, (_FRAME_PX.height() - _FRAME_PX.width()) // 2))
        self.setGeometry(place)

    def _on_full_screen_triggered(self, full: bool) -> None:  # noqa: FBT001 - a Qt slot
        # Not showFullScreen and showNormal, which forget that the window was maximised.
        others = self.windowState() & ~Qt.WindowState.WindowFullScreen
        self.setWindowState(others | Qt.WindowState.WindowFullScreen if full else others)
        self._fill_stage()

    def _fill_stage(self) -> None:
        self.stage.fill(filled=self.acts.full_screen.isChecked() or self.acts.compact.isChecked())

    def _on_escape_triggered(self) -> None:
        """Leave one thing."""
        acts = self.acts
        ways = (
            partial(_switch_off, acts.full_screen, acts.compact),
            *(self.notifications.dismiss_newest, self.view.leave_zoom, self._leave_clip),
            partial(_switch_off, acts.strip, acts.clips),
        )
        any(leave() for leave in ways)

    def _leave_clip(self) -> bool:
        """Play a clip of the person's own no longer; False where none is played."""
        played = self.acts.leave_clip.isVisible()
        if played:
            self.acts.leave_clip.trigger()
        return played


def _switch_off(*switches: QAction) -> bool:
    """The first that is on; False where none is."""
    on = next((switch for switch in switches if switch.isChecked()), None)
    if on is not None:
        on.trigger()
    return on is not None


def _local_file(data: QMimeData) -> Path | None:
    """The first file of a drag; None when it holds none of this computer."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(paths[0]) if paths else None
