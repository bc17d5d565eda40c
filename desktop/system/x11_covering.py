"""Covering: whether other windows cover a window entirely on X11, which tells only who asks for it.

Where a compositor draws the windows, X11 never calls one covered.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray
from PySide6.QtGui import QGuiApplication, QNativeInterface

_PLATFORM, _LIBRARY = "xcb", "libxcb.so.1"
_EVENT_MASK, _VISIBILITY_CHANGE = 1 << 11, 1 << 16
_VISIBILITY_NOTIFY, _FULLY_OBSCURED = 15, 2
_EVENT = b"xcb_generic_event_t"


class _Attributes(ctypes.Structure):
    """The beginning of what xcb says of a window, up to the events that this program asked for."""

    _fields_ = (("before", ctypes.c_uint8 * 36), ("event_mask", ctypes.c_uint32))


class _Visibility(ctypes.Structure):
    """xcb_visibility_notify_event_t."""

    _fields_ = (
        ("kind", ctypes.c_uint8),
        ("pad", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("window", ctypes.c_uint32),
        ("state", ctypes.c_uint8),
    )


class Covering(QAbstractNativeEventFilter):
    """Follows one window. Elsewhere than on X11 it never says anything. GUI thread.

    Args:
        changed: called with whether the window is covered.
    """

    def __init__(self, changed: Callable[[bool], object]) -> None:
        super().__init__()
        self._changed = changed
        self._window = 0

    def follow(self, window: int) -> None:
        """Ask for the events of a native window, by its id."""
        app = QGuiApplication.instance()
        if not isinstance(app, QGuiApplication) or app.platformName() != _PLATFORM:
            return
        native = app.nativeInterface()
        if not isinstance(native, QNativeInterface.QX11Application):
            return
        try:
            _ask_for_visibility(native.connection(), window)
        except OSError:  # no such library
            return
        self._window = window
        app.installNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:  # noqa: N802
        if kind == _EVENT:
            event = _Visibility.from_address(int(message))
            if event.kind & 0x7F == _VISIBILITY_NOTIFY and event.window == self._window:
                self._changed(event.state == _FULLY_OBSCURED)
        return False, 0


def _ask_for_visibility(connection: int, window: int) -> None:
    """Besides the events that Qt asked for."""
    xcb, to = ctypes.CDLL(_LIBRARY), ctypes.c_void_p(connection)
    xcb.xcb_get_window_attributes.restype = ctypes.c_uint32
    xcb.xcb_get_window_attributes_reply.restype = ctypes.POINTER(_Attributes)
    cookie = ctypes.c_uint32(xcb.xcb_get_window_attributes(to, window))
    reply = xcb.xcb_get_window_attributes_reply(to, cookie, None)
    if not reply:
        return
    mask = ctypes.c_uint32(reply.contents.event_mask | _VISIBILITY_CHANGE)
    ctypes.CDLL(None).free(reply)
    xcb.xcb_change_window_attributes(to, window, _EVENT_MASK, ctypes.byref(mask))
    xcb.xcb_flush(to)
