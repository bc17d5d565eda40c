"""show_in_file_manager(): a folder, or a file selected in its folder, in the system's file manager."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:  # only Linux has it
    from PySide6.QtDBus import QDBusConnection

_LONGEST_WAIT_MS = 500


def show_in_file_manager(path: Path) -> None:
    """Returns at once. Where the system cannot select a file, its folder is opened."""
    if path.is_dir() or not _select(path):
        folder = path if path.is_dir() else path.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


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
