"""What happens to an exception nobody caught: it is logged and shown, the program goes on."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_DISPLAY_LOST = re.compile(r"\b(?:X11|Wayland) connection broke\b")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHooks:
    """Hooks for exceptions that nobody caught, on any thread, and for what Qt prints.

    Args:
        report: told of each exception, on the thread where it happened.
        display_lost: called when the display server is gone: on the GUI thread, and Qt ends the process afterwards.
    """

    def __init__(
        self, report: Callable[[BaseException], None], display_lost: Callable[[], None] = lambda: None
    ) -> None:
        self._report, self._display_lost = report, display_lost
        self._previous_hook = sys.excepthook
        self._previous_thread_hook = threading.excepthook

    def install(self) -> None:
        self._previous_hook, sys.excepthook = sys.excepthook, self._on_exception
        self._previous_thread_hook, threading.excepthook = threading.excepthook, self._on_thread_exception
        qInstallMessageHandler(self._on_qt_message)

    def remove(self) -> None:
        sys.excepthook = self._previous_hook
        threading.excepthook = self._previous_thread_hook
        qInstallMessageHandler(None)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            self._previous_hook(kind, error, trace)
            return
        _log.error("unhandled exception", exc_info=(kind, error, trace))
        self._report(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        category = f"{context.category}: " if context.category else ""
        _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s%s", category, text)
        if _DISPLAY_LOST.search(text):  # Qt has no other word for it
            self._display_lost()
