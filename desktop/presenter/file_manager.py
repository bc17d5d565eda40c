"""show_in_file_manager(): a folder, or a file selected in its folder, in the system's file manager."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:  # only Linux has it
    from PySide6.QtDBus import QDBusConnection

_LONGEST_WAIT_MS, _LOOK_MS, _LONGEST_LOOK_S = 500, 200, 10.0


def show_in_file_manager(path: Path, failed: Callable[[Path], object] = lambda _folder: None) -> None:
    """Returns at once. Where the system cannot select a file, its folder is opened.

    Args:
        path: of the file or folder.
        failed: told the folder when no program opens it. GUI thread.
    """
    if path.is_dir() or not _select(path):
        _open(path if path.is_dir() else path.parent, failed)


def _open(folder: Path, failed: Callable[[Path], object]) -> None:
    """Qt would start the same program, and not tell that it finds nothing to open a folder with."""
    opener = which("xdg-open") if sys.platform.startswith("linux") else None
    if opener is None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            failed(folder)
        return
    process = subprocess.Popen(
        [opener, str(folder)], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    timer = QTimer(QCoreApplication.instance(), interval=_LOOK_MS)

    def look() -> None:
        """Some openers stay as long as the folder is open."""
        if process.poll() is not None or time.monotonic() > until_s:
            timer.stop()
            timer.deleteLater()
            if process.returncode:
                failed(folder)

    until_s = time.monotonic() + _LONGEST_LOOK_S
    timer.timeout.connect(look)
    timer.start()


def _select(file: Path) -> bool:
    if sys.platform == "win32":
        subprocess.Popen(["explorer", "/select,", str(file)])
        return True
    if sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(file)])
        return True
    return _select_by_bus(file)


def _select_by_bus(file: Path) -> bool:
    """Ask the desktop's file manager, by the interface that Nautilus, Dolphin, Nemo and Thunar share."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    name = "org.freedesktop.FileManager1"
    if not bus.isConnected() or name not in _names_on(bus):
        return False
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(file)).toString()], ""])
    return bus.send(call)


def _names_on(bus: QDBusConnection) -> set[str]:
    """What the bus has and what it can start."""
    from PySide6.QtDBus import QDBusMessage

    names: set[str] = set()
    for method in ("ListNames", "ListActivatableNames"):
        asked = QDBusMessage.createMethodCall(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method
        )
        answer = bus.call(asked, timeout=_LONGEST_WAIT_MS).arguments()
        names.update(answer[0] if answer else ())
    return names
