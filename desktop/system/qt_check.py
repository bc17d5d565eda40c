"""Whether Qt can open a window here, found out before Qt would abort the program. Imports no Qt."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import socket
import sys
from pathlib import Path

from core.errors import AppError, shown

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


_PATIENCE_S = 5.0


class WindowImpossible(AppError):
    """No window can be opened on this machine as it is."""

    code = "window.impossible"


def missing_qt_packages() -> list[str]:
    """The Debian packages whose libraries Qt needs and does not find; empty on other systems."""
    if sys.platform != "linux":
        return []
    return [package for library, package in _DEBIAN_PACKAGES.items() if not _loads(library)]


def require_window() -> None:
    """Make sure that Qt can open a window: on one at least of the platforms that it is going to try.

    Raises:
        WindowImpossible: a library or a plugin is missing, or no display can be reached.
    """
    try:
        importlib.import_module("PySide6.QtWidgets")
    except (ImportError, OSError) as error:
        raise _not_loaded(error) from error
    if sys.platform != "linux":
        return
    problems: list[WindowImpossible] = []
    for platform in _platforms():
        try:
            _require_platform(platform)
        except WindowImpossible as error:
            problems.append(error)
        else:
            return
    raise problems[0]


def _platforms() -> list[str]:
    """What Qt tries, in its order."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    given = [name.partition(":")[0].strip() for name in wanted.split(";")]
    if any(given):
        return [name for name in given if name]
    on_wayland = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland", "xcb"] if on_wayland else ["xcb"]


def _require_platform(platform: str) -> None:
    plugins = _plugins_folder()
    plugin = plugins / f"libq{platform}.so"
    if plugins.is_dir() and not plugin.is_file():
        there = ", ".join(sorted(path.stem.removeprefix("libq") for path in plugins.glob("libq*.so")))
        raise WindowImpossible(
            f"Qt has no plugin for the platform “{shown(platform)}”.",
            hint=f"QT_QPA_PLATFORM names it; there are: {there}.",
        )
    try:
        if plugin.is_file():  # loaded here, as Qt would not name the library that is missing
            ctypes.CDLL(str(plugin))
    except OSError as error:
        raise _not_loaded(error) from error
    if platform == "xcb":
        _require_x11()
    elif platform.startswith("wayland"):
        _require_wayland()


def _plugins_folder() -> Path:
    found = importlib.util.find_spec("PySide6")
    package = Path(found.origin).parent if found is not None and found.origin is not None else Path()
    return package / "Qt" / "plugins" / "platforms"


def _require_wayland() -> None:
    """Whether the compositor answers: its socket stays when it is gone, and other users may not open it."""
    display = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere") / display
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_PATIENCE_S)
            connection.connect(str(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WindowImpossible(
            f"The Wayland display {shown(display)} cannot be reached: {reason}.",
            hint="Start ToonClip from a terminal of your desktop, as yourself; or use `toonclip convert`.",
        ) from error


def _require_x11() -> None:
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


def _not_loaded(error: Exception) -> WindowImpossible:
    return WindowImpossible(f"Qt cannot be loaded: {error}.", hint=_install_hint())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install_hint() -> str:
    missing = missing_qt_packages()
    return f"On Debian or Ubuntu: `sudo apt-get install {' '.join(missing)}`." if missing else ""
