"""ControlsPresenter: the dialog of exposure, white balance and zoom, over what the camera's driver lets be set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.sources.camera_controls import CameraControl
from core.sources.discovery import CameraInfo
from desktop.live.tasks import Lane, Tasks
from desktop.presenter.notices import Notices
from desktop.window.camera_dialog import CameraDialog

ReadControls = Callable[[CameraInfo], list[CameraControl]]
SetControl = Callable[[CameraInfo, int, int], None]


class ControlsPresenter(QObject):
    """GUI thread.

    Args:
        tasks: run what waits for the driver.
        read: what can be set.
        change: sets it.
        notices: say what the driver refuses.
        window: what the dialog belongs to.
    """

    def __init__(self, tasks: Tasks, read: ReadControls, change: SetControl, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._read, self._change = tasks, read, change
        self._notices, self._window = notices, window
        self._setting: Lane[list[CameraControl]] = Lane(tasks, "set-control")

    def open(self, camera: CameraInfo) -> None:
        """Show what can be set of this camera. Returns at once."""
        self._tasks.run("read-controls", partial(self._read, camera), done=partial(self._show, camera))

    def _show(self, camera: CameraInfo, controls: list[CameraControl]) -> None:
        if not controls:
            self._notices.nothing_to_set(camera.name)
            return
        dialog = CameraDialog(camera.name, controls, self._window)
        dialog.changed.connect(lambda number, value: self._set(camera, dialog, [(number, value)]))
        defaults = [(control.number, control.default) for control in controls]
        dialog.reset.connect(lambda: self._set(camera, dialog, defaults))
        dialog.show()

    def _set(self, camera: CameraInfo, dialog: CameraDialog, values: Sequence[tuple[int, int]]) -> None:
        """The newest wins: of a slider that is moved the driver need not see every place."""

        def change() -> list[CameraControl]:
            for number, value in values:
                self._change(camera, number, value)
            return self._read(camera)

        def done(controls: list[CameraControl]) -> None:
            if isValid(dialog):
                dialog.show_controls(controls)

        failed = partial(self._notices.error, topic="camera-controls")
        self._setting.run(change, done=done, failed=failed)
