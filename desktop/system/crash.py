"""The log file, and what happens to an exception nobody caught: it is logged and shown, the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop.system.paths import APP_NAME

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_LOG_BYTES = 1_000_000

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_file() -> Path:
    return platformdirs.user_log_path(APP_NAME, appauthor=False) / "toonclip.log"


def open_log(path: Path) -> logging.Handler | None:
    """Send the program's log to a file; None when the folder cannot be written to, which stops nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError as error:
        _log.warning("no log file: %s", error)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(root.level or logging.INFO, logging.INFO))
    return handler


def close_log(handler: logging.Handler | None) -> None:
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()


class CrashHooks:
    """Hooks for exceptions that nobody caught, on any thread, and for what Qt prints.

    Args:
        report: told of each exception, on the thread where it happened.
    """

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._previous_hook = sys.excepthook
        self._previous_thread_hook = threading.excepthook

    def install(self) -> None:
        self._previous_hook, sys.excepthook = sys.excepthook, self._on_exception
        self._previous_thread_hook, threading.excepthook = threading.excepthook, self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)

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


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(
        _QT_LEVELS.get(kind, logging.WARNING), "%s%s", f"{context.category}: " if context.category else "", text
    )
