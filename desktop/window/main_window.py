"""MainWindow: the widgets of the window, its full screen, drops and closing. Knows nothing of the engine."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from desktop.window.actions import Actions
from desktop.window.control_bar import ControlBar
from desktop.window.notification_bar import NotificationBar
from desktop.window.stage import Stage
from desktop.window.video_view import VideoView

_SIZE_PX = (1120, 760)


class MainWindow(QMainWindow):
    """Closing is asked for with `close_requested` and happens with `close_now`."""

    close_requested = Signal()
    closed = Signal()
    path_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("ToonClip")
        self.setAcceptDrops(True)
        self._may_close = False
        self.acts = Actions(self)
        self.view = VideoView()
        self.controls = ControlBar(self.acts)
        self.notifications = NotificationBar()
        self.stage = Stage(self.view, self.controls, self.notifications)
        self.setCentralWidget(self.stage)
        self.addActions(self.acts.all())
        self.resize(*_SIZE_PX)
        self.view.setFocus()
        self.view.double_clicked.connect(self.acts.full_screen.trigger)
        self.acts.full_screen.triggered.connect(self._on_full_screen_triggered)
        self.acts.escape.triggered.connect(self._on_escape_triggered)
        self.acts.quit.triggered.connect(self.close)

    def saved_geometry(self) -> str:
        """Size and place, as `restore_geometry` takes them."""
        return base64.b64encode(self.saveGeometry().data()).decode()

    def restore_geometry(self, saved: str) -> None:
        """Size and place from an earlier run; nonsense is ignored, and a place that is on no screen."""
        if not saved:
            return
        self.restoreGeometry(QByteArray.fromBase64(saved.encode()))
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        screens = self.screen().availableVirtualGeometry()
        if not screens.contains(self.geometry().center()):
            self.setGeometry(QRect(screens.topLeft(), QSize(*_SIZE_PX)))

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

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self._may_close:
            event.ignore()
            self.close_requested.emit()
            return
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if _local_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        path = _local_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.path_dropped.emit(path)

    def _on_full_screen_triggered(self, full: bool) -> None:  # noqa: FBT001 - a Qt slot
        # Not showFullScreen and showNormal, which forget that the window was maximised.
        others = self.windowState() & ~Qt.WindowState.WindowFullScreen
        self.setWindowState(others | Qt.WindowState.WindowFullScreen if full else others)
        self.stage.fill(filled=full)

    def _on_escape_triggered(self) -> None:
        if self.acts.full_screen.isChecked():
            self.acts.full_screen.trigger()
        else:
            self.notifications.dismiss_newest()


def _local_file(data: QMimeData) -> Path | None:
    """The first file of a drag; None when it holds none of this computer."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(paths[0]) if paths else None
