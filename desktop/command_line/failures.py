"""exit_status(): every way in which a command can fail, as two plain lines and a status."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TextIO

from core.errors import AppError
from desktop.system.long_text import shortened
from desktop.system.printable import printable

_FAILED, _USER_MISTAKE, _INTERRUPTED = 1, 2, 130
_DEBUG_VARIABLE = "TOONCLIP_DEBUG"

_NOT_TAKEN = (errno.ENOSPC, errno.EIO, errno.EBADF)
_STOPPED = "Stopped at once. Nothing unfinished was left behind, except NAME.partial.mp4 of a video."

P = ParamSpec("P")


def exit_status(command: Callable[P, int]) -> Callable[P, int]:
    """The command, but instead of an exception its exit status: 2 for a person's mistake, 1, or 130 after Ctrl-C."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> int:
        debug = bool(os.environ.get(_DEBUG_VARIABLE))
        _prepare_output(debug=debug)
        try:
            status = command(*args, **kwargs)
            return status if _is_written() else _FAILED
        except AppError as error:
            return _fail(error.message, error.hint, status=_USER_MISTAKE if error.user_mistake else _FAILED)
        except KeyboardInterrupt:
            return _fail(
                "Stopped at once. Nothing unfinished was left behind, except NAME.partial.mp4 of a video.",
                "",
                status=_INTERRUPTED,
            )
        except BrokenPipeError:  # the reader of our output went away
            _speak_no_more()
            return _FAILED
        except Exception as error:
            if debug:
                raise
            return _failed(error)

    return guarded


def _failed(error: Exception) -> int:
    """Say what nobody has foreseen, and what the system alone knows."""
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return _fail(f"The name {error.filename} is too long for a file.", "", status=_USER_MISTAKE)
    if isinstance(error, OSError) and error.errno in _NOT_TAKEN and error.filename is None:
        _speak_no_more(sys.stdout)
        return _fail(f"The answer cannot be written: {str(error.strerror).lower()}.", "", status=_FAILED)
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    hint = f"Set {_DEBUG_VARIABLE}=1 and run it again for details."
    return _fail(f"Internal error: {reason}", hint, status=_FAILED)


def _prepare_output(*, debug: bool) -> None:
    if sys.stdout is None:  # started by a program that gave it none, as pythonw is
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a code page may lack the letters of a file's name
            stream.reconfigure(errors="backslashreplace")
    if not debug:
        os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
        logging.getLogger().addHandler(logging.NullHandler())


def _is_written() -> bool:
    """Whether all that was printed could be; not on a full disk."""
    try:
        sys.stdout.flush()
    except OSError:
        _speak_no_more(sys.stdout)
        return False
    return True


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _speak_no_more(*streams: TextIO) -> None:
    """Let Python's own last flush of what nobody reads not fail too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        with suppress(OSError):
            os.dup2(nowhere, stream.fileno())


def _fail(message: str, hint: str, *, status: int) -> int:
    lines = [shortened(printable(" ".join(line.split()))) for line in (f"toonclip: {message}", hint) if line]
    try:
        print(*lines, sep="\n", file=sys.stderr, flush=True)
    except OSError:  # the terminal is gone
        _speak_no_more()
    return status
