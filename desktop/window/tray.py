"""Tray: the program's icon among those of the system, while it goes on without its window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from desktop.system.words import tr
from desktop.window.actions import Actions
from desktop.window.style import RED, named_icon

_SIDE_PX = 64
_BALLOON_MS = 6000


class Tray(QObject):
    """The icon is shown only while the window is not. GUI thread."""

    window_wanted = Signal()

    def __init__(self, acts: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = {lit: _icon(lit=lit) for lit in (False, True)}
        self.icon = QSystemTrayIcon(self._icons[False], self)
        self.menu = QMenu(parent)
        self._show = self._entry(self.window_wanted.emit)
        self.menu.addSeparator()
        self._record, self._save_last, self._camera = map(
            self._entry, (acts.record.trigger, acts.save_replay.trigger, acts.virtual_camera.trigger)
        )
        self.menu.addSeparator()
        self._quit = self._entry(acts.quit.trigger)
        self._recording = self._sending = False
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.retranslate()

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def shown(self) -> bool:
        return self.icon.isVisible()

    def retranslate(self) -> None:
        self._show.setText(tr("Show the window"))
        self._record.setText(tr("Stop and save the clip") if self._recording else tr("Record a clip"))
        self._save_last.setText(tr("Save the last seconds"))
        self._camera.setText(tr("End the toon camera") if self._sending else tr("Camera for other programs"))
        self._quit.setText(tr("Quit"))

    def show(self) -> None:
        self.icon.show()

    def hide(self) -> None:
        self.icon.hide()

    def tell(self, title: str, text: str) -> None:
        """What a card in the window would say."""
        self.icon.showMessage(title, text, self.icon.icon(), _BALLOON_MS)

    def set_state(self, recording: str, sending: str) -> None:
        """What is said of a clip and of the camera for others; empty where there is none.

        The icon has a red dot while a clip is recorded.
        """
        self.icon.setToolTip("\n".join(words for words in ("ToonClip", recording, sending) if words))
        if (bool(recording), bool(sending)) != (self._recording, self._sending):
            self._recording, self._sending = bool(recording), bool(sending)
            self.icon.setIcon(self._icons[self._recording])
            self.retranslate()

    def _entry(self, act: Callable[[], object]) -> QAction:
        """Without the keys of the window, which nobody can press here."""
        entry = self.menu.addAction("")
        entry.triggered.connect(lambda _checked=False: act())
        return entry

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.window_wanted.emit()


def _icon(*, lit: bool) -> QIcon:
    canvas = QPixmap(_SIDE_PX, _SIDE_PX)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    named_icon("toonclip").paint(painter, QRect(0, 0, _SIDE_PX, _SIDE_PX))
    if lit:
        painter.setPen(Qt.GlobalColor.white)
        painter.setBrush(RED)
        painter.drawEllipse(QPointF(_SIDE_PX * 0.74, _SIDE_PX * 0.74), _SIDE_PX * 0.22, _SIDE_PX * 0.22)
    painter.end()
    return QIcon(canvas)
