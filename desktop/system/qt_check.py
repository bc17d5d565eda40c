"""Whether Qt can open a window here, found out before Qt would abort the program. Imports no Qt."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import sys
from pathlib import Path

from core.errors import AppError

_DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


class WindowImpossible(AppError):
    """No window can be opened on this machine as it is."""

    code = "window.impossible"


def missing_qt_packages() -> list[str]:
    """The Debian packages whose libraries Qt needs and does not find; empty on other systems."""
    if sys.platform != "linux":
        return []
    return [package for library, package in _DEBIAN_PACKAGES.items() if not _loads(library)]


def require_window() -> None:
    """Make sure that Qt can open a window.

    Raises:
        WindowImpossible: a library is missing or the display cannot be reached.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    on_x11 = sys.platform == "linux" and platform in {"", "xcb"} and not os.environ.get("WAYLAND_DISPLAY")
    try:
        importlib.import_module("PySide6.QtWidgets")
        if on_x11:
            _load_x11_plugin()
    except (ImportError, OSError) as error:
        raise WindowImpossible(f"Qt cannot be loaded: {error}.", hint=_install_hint()) from error
    if on_x11:
        _require_display()


def _require_display() -> None:
    display = os.environ.get("DISPLAY")
    if not display:
        raise WindowImpossible(
            "There is no display to open a window on.", hint="Use `toonclip convert`, or run it on a desktop."
        )
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        raise WindowImpossible(f"The display {display} cannot be reached.", hint="Is DISPLAY right?")


def _load_x11_plugin() -> None:
    """Load what Qt is going to load, which names the first library that is missing."""
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        return
    plugin = Path(found.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if plugin.is_file():
        ctypes.CDLL(str(plugin))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install_hint() -> str:
    missing = missing_qt_packages()
    return f"On Debian or Ubuntu: `sudo apt-get install {' '.join(missing)}`." if missing else ""
