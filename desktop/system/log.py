"""The log file: for the person alone, and without the person's name in the paths of what it tells."""

from __future__ import annotations

import errno
import getpass
import io
import logging
import os
import re
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from core.atomic_write import PRIVATE
from desktop.system.paths import APP_NAME, make_private_folder

_log = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


def log_file() -> Path:
    return platformdirs.user_log_path(APP_NAME, appauthor=False) / "toonclip.log"


def open_log(path: Path) -> logging.Handler | None:
    """Send the program's log to a file; None when it cannot be written to, which stops nothing."""
    try:
        make_private_folder(path.parent)
        if path.exists() and not path.is_file():  # opening a pipe would wait for its reader
            raise OSError(errno.EINVAL, "It is not a regular file", str(path))
        handler = _PrivateLog(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError as error:
        _log.warning("no log file: %s", error)
        return None
    handler.setFormatter(NamelessFormatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(root.level or logging.INFO, logging.INFO))
    return handler


def close_log(handler: logging.Handler | None) -> None:
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()


class NamelessFormatter(logging.Formatter):
    """Writes the home folder as `~`, in messages and in tracebacks: who sends a log need not send a name."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self._places = _places_with_the_name()

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for place, shown in self._places:
            text = place.sub(shown, text)
        return text


class _PrivateLog(RotatingFileHandler):
    def _open(self) -> io.TextIOWrapper:
        stream = super()._open()
        if os.name == "posix":  # one of an older version may be readable by all
            os.fchmod(stream.fileno(), PRIVATE)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Nothing: Python would print a traceback for every line that a full disk does not take."""

    def close(self) -> None:
        with suppress(OSError):  # what the disk did not take is tried once more
            super().close()


def _places_with_the_name() -> list[tuple[re.Pattern[str], str]]:
    """The folders whose path holds the person's name, and what is written in their place."""
    home = Path.home()
    folders = {home, home.resolve()} - {Path(home.anchor)}
    places = [(folder, "~") for folder in sorted(folders, key=lambda folder: -len(str(folder)))]
    try:
        places += [(Path(media) / getpass.getuser(), f"{media}/USER") for media in ("/run/media", "/media")]
    except (OSError, KeyError):  # nobody's name
        _log.info("the person has no name")
    return [(_as_written(folder), shown) for folder, shown in places]


def _as_written(folder: Path) -> re.Pattern[str]:
    """The folder as paths and Python's quoted strings hold it, and no longer name that begins in the same way."""
    parts = (re.escape(part.rstrip("\\/")) for part in folder.parts)
    return re.compile(r"(?<![\w.~-])" + r"(?:/|\\{1,2})".join(parts) + r"(?![\w-])", re.IGNORECASE * (os.name == "nt"))
