"""DeviceWatch: tells when a camera may have been plugged in or out.

QtMultimedia knows it, too, but is in a package of 170 MB that the program needs for nothing else.
"""

# PyObjC ships no types.
# pyright: basic

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QFileSystemWatcher, QObject, QTimer
from PySide6.QtCore import Signal as QtSignal
from shiboken6 import delete

_SETTLES_MS = 700
"""Until a new device may be opened, and the second of a camera's two devices is there."""
_DEVICES = Path("/dev")
_WM_DEVICECHANGE = 0x0219


class DeviceWatch(QObject):
    """GUI thread. On Linux the folder of devices is watched, on Windows its message, on macOS its notifications.

    Args:
        devices: the folder of devices, where the system has one.
    """

    changed = QtSignal()

    def __init__(self, parent: QObject | None = None, *, devices: Path = _DEVICES) -> None:
        super().__init__(parent)
        self._devices = devices
        self._seen = self._cameras()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._timer.timeout.connect(self._on_settled)
        self._kept: object = None
        self._watcher: QFileSystemWatcher | None = None
        if sys.platform == "win32":
            self._kept = _WindowsMessages(self._timer.start)
            QCoreApplication.instance().installNativeEventFilter(self._kept)
        elif sys.platform == "darwin":
            self._kept = _mac_observers(self._timer.start)
        elif devices.is_dir():
            self._watcher = QFileSystemWatcher([str(devices)])
            self._watcher.directoryChanged.connect(self._timer.start)

    @property
    def watching(self) -> bool:
        """Whether the folder is watched."""
        return self._watcher is not None

    def close(self) -> None:
        """Watch no longer. What Qt holds for it must end on this thread, not where Python happens to collect it."""
        self._timer.stop()
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            delete(watcher)
        application = QCoreApplication.instance()
        if application is not None and isinstance(self._kept, _WindowsMessages):
            application.removeNativeEventFilter(self._kept)

    def _on_settled(self) -> None:
        """The folder changes for other devices, too."""
        now = self._cameras()
        if now != self._seen or not self._devices.is_dir():
            self._seen = now
            self.changed.emit()

    def _cameras(self) -> set[str]:
        return {path.name for path in self._devices.glob("video*")}


class _WindowsMessages(QAbstractNativeEventFilter):
    """Every window gets WM_DEVICECHANGE when the tree of devices changes."""

    def __init__(self, call) -> None:
        super().__init__()
        self._call = call

    def nativeEventFilter(self, kind: QByteArray | bytes, message: int) -> tuple[bool, int]:  # noqa: N802
        from ctypes import wintypes

        is_message = kind in (b"windows_generic_MSG", QByteArray(b"windows_generic_MSG"))
        if is_message and wintypes.MSG.from_address(int(message)).message == _WM_DEVICECHANGE:
            self._call()
        return False, 0


def _mac_observers(call) -> list[object]:
    import AVFoundation  # pyright: ignore[reportMissingImports] - on macOS only
    import Foundation  # pyright: ignore[reportMissingImports] - on macOS only

    centre = Foundation.NSNotificationCenter.defaultCenter()
    names = (
        AVFoundation.AVCaptureDeviceWasConnectedNotification,
        AVFoundation.AVCaptureDeviceWasDisconnectedNotification,
    )
    main = Foundation.NSOperationQueue.mainQueue()
    return [
        centre.addObserverForName_object_queue_usingBlock_(name, None, main, lambda _note: call()) for name in names
    ]
