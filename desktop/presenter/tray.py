"""TrayPresenter: whether a clip and the camera for others go on when the window is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

from desktop.live.clip_recording import ClipRecording, RecordingState
from desktop.live.settings_store import SettingsStore
from desktop.live.virtual_camera_switch import VirtualCameraState, VirtualCameraSwitch
from desktop.system.words import sentences, tr
from desktop.window.dialogs import ask_to_go_on
from desktop.window.main_window import MainWindow
from desktop.window.notification_bar import Notification
from desktop.window.tray import Tray


class TrayPresenter(QObject):
    """They do only where the person chose so, asked at the first time it matters. GUI thread.

    Args:
        window: closed to the tray, and brought back.
        recording: a clip may go on.
        virtual_camera: other programs may go on getting pictures.
        settings: what was chosen.
    """

    def __init__(
        self,
        window: MainWindow,
        recording: ClipRecording,
        virtual_camera: VirtualCameraSwitch,
        settings: SettingsStore,
    ) -> None:
        super().__init__(window)
        self._window, self._recording, self._camera, self._settings = window, recording, virtual_camera, settings
        self.tray = Tray(window.acts, window)
        self.tray.window_wanted.connect(window.come_to_front)
        self._toggle = window.acts.in_tray
        self._toggle.setVisible(Tray.is_there())
        self._toggle.setChecked(bool(settings.current.in_tray))
        self._toggle.triggered.connect(lambda wished: settings.update(in_tray=wished))
        window.view.marks.changed.connect(self._tell_state)
        window.notifications.notified.connect(self._on_notified)
        window.installEventFilter(self)

    def keeps_running(self, leave: Callable[[], object]) -> bool:
        """Hide the window in place of closing it, where that is wished; ask where it is not known yet.

        Args:
            leave: closes the window after all.

        Returns:
            False where the window is to be closed now.
        """
        wished = self._settings.current.in_tray
        work = self._work()
        if wished is False or not work or not Tray.is_there():
            return False
        if wished:
            self._go_on()
        else:
            ask_to_go_on(self._window, sentences(*work), lambda go_on: self._on_answered(leave, go_on=go_on))
        return True

    def close(self) -> None:
        self.tray.hide()

    def retranslate(self) -> None:
        self.tray.retranslate()
        self._tell_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Show:
            self.tray.hide()
        return super().eventFilter(watched, event)

    def _work(self) -> list[str]:
        """What would end with the window, in words."""
        work: list[str] = []
        if self._recording.state is RecordingState.RECORDING:
            work.append(tr("A clip is being recorded."))
        if self._camera.state is not VirtualCameraState.OFF:
            work.append(tr("Other programs can use the toon as their camera."))
        return work

    def _on_answered(self, leave: Callable[[], object], *, go_on: bool) -> None:
        self._settings.update(in_tray=go_on)
        self._toggle.setChecked(go_on)
        if go_on:
            self._go_on()
        else:
            leave()

    def _go_on(self) -> None:
        self.tray.show()
        self._tell_state()
        self._window.hide()

    def _tell_state(self) -> None:
        marks = self._window.view.marks
        if self.tray.shown:
            self.tray.set_state(marks.recording, marks.camera)

    def _on_notified(self, notification: Notification) -> None:
        if self.tray.shown:
            self.tray.tell(notification.title, notification.text)
