"""exit_status(): every way in which a command can fail, as two plain lines and a status."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from core.errors import AppError
from desktop.system.long_text import shortened
from desktop.system.printable import printable

_FAILED, _USER_MISTAKE, _INTERRUPTED = 1, 2, 130
_DEBUG_VARIABLE = "TOONCLIP_DEBUG"

P = ParamSpec("P")


def exit_status(command: Callable[P, int]) -> Callable[P, int]:
    """The command, but instead of an exception its exit status: 2 for a person's mistake, 1, or 130 after Ctrl-C."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> int:
        debug = bool(os.environ.get(_DEBUG_VARIABLE))
        _prepare_output(debug=debug)
        try:
            return command(*args, **kwargs)
        except AppError as error:
            return _fail(error.message, error.hint, status=_USER_MISTAKE if error.user_mistake else _FAILED)
        except KeyboardInterrupt:
            return _fail("Stopped at once. Nothing unfinished was left behind.", "", status=_INTERRUPTED)
        except BrokenPipeError:  # the reader of our output went away
            _speak_no_more()
            return _FAILED
        except Exception as error:
            if debug:
                raise
            if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
                return _fail(f"The name {error.filename} is too long for a file.", "", status=_USER_MISTAKE)
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            hint = f"Set {_DEBUG_VARIABLE}=1 and run it again for details."
            return _fail(f"Internal error: {reason}", hint, status=_FAILED)

    return guarded


def _prepare_output(*, debug: bool) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a code page may lack the letters of a file's name
            stream.reconfigure(errors="backslashreplace")
    if not debug:
        os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
        logging.getLogger().addHandler(logging.NullHandler())


def _speak_no_more() -> None:
    """Let Python's own last flush of what nobody reads not fail too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def _fail(message: str, hint: str, *, status: int) -> int:
    lines = [shortened(printable(" ".join(line.split()))) for line in (f"toonclip: {message}", hint) if line]
    try:
        print(*lines, sep="\n", file=sys.stderr, flush=True)
    except OSError:  # the terminal is gone
        _speak_no_more()
    return status
