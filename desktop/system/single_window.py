"""One window for a person: a second start hands what it was given to the window that is open. No Qt."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread

import platformdirs

from core.models.places import APP_NAME
from desktop.system.paths import make_private_folder

_log = logging.getLogger(__name__)
_LONGEST_ANSWER_S = 2.0
_MOST_BYTES = 100_000
_DONE = b"done"

Request = dict[str, str]
"""What a start was given, by `source` and `model`, with absolute paths; or by `do` one of `DEEDS`."""
DEEDS = ("record", "save-last", "snapshot")
"""What the open window can be told to do."""


def address() -> str:
    """Where the open window listens: a socket or pipe of this person alone."""
    if sys.platform == "win32":
        return rf"\\.\pipe\{APP_NAME}-{Path.home().name}"
    return str(platformdirs.user_state_path(APP_NAME, appauthor=False) / "window")


def hand_over(request: Request, to: str) -> bool:
    """Give the request to the open window; False when there is none that answers."""
    try:
        with Client(to) as connection:
            connection.send_bytes(json.dumps(request).encode("ascii"))
            return connection.poll(_LONGEST_ANSWER_S) and connection.recv_bytes(len(_DONE)) == _DONE
    except (OSError, EOFError):
        return False


class OpenWindow:
    """Listens for later starts until closed.

    Args:
        at: where.
        asked: gets each request, on another thread.
    """

    def __init__(self, at: str, asked: Callable[[Request], None]) -> None:
        self._asked = asked
        self._closed = False
        self._at = at
        self._listener: Listener | None = None
        self._inode = 0
        try:
            self._listener = self._listen_at(at)
        except OSError as error:
            _log.warning("later starts cannot be heard: %s", error)
            return
        self._thread = Thread(target=self._listen, args=(self._listener,), name="later-starts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        if self._listener is None:
            return
        if self._is_ours():
            with suppress(OSError, EOFError), Client(self._at):  # which wakes the thread
                pass
            self._thread.join(_LONGEST_ANSWER_S)
        if sys.platform != "win32" and self._is_ours():
            Path(self._at).unlink(missing_ok=True)
        with suppress(OSError):
            self._listener.close()

    def _listen_at(self, at: str) -> Listener:
        """Take the place of a window that was killed, or that did not answer."""
        if sys.platform == "win32":
            return Listener(at)
        make_private_folder(Path(at).parent)
        new = f"{at}.{os.getpid()}"  # the listener deletes this name at its end, whoever has the place by then
        Path(new).unlink(missing_ok=True)
        listener = Listener(new)
        self._inode = Path(new).stat().st_ino
        Path(new).replace(at)
        return listener

    def _is_ours(self) -> bool:
        """Whether later starts still reach this window: another one takes the place of a window that is stopped."""
        if sys.platform == "win32":
            return True
        with suppress(OSError):
            return Path(self._at).stat().st_ino == self._inode
        return False

    def _listen(self, listener: Listener) -> None:
        while not self._closed:
            try:
                with listener.accept() as connection:
                    self._answer(connection)
            except (OSError, EOFError, ValueError) as error:
                _log.info("a later start said nothing that can be understood: %s", error)

    def _answer(self, connection: Connection) -> None:
        if self._closed or not connection.poll(_LONGEST_ANSWER_S):
            return
        request = json.loads(connection.recv_bytes(_MOST_BYTES))
        if isinstance(request, dict) and all(isinstance(value, str) for value in request.values()):
            connection.send_bytes(_DONE)
            self._asked({str(key): str(value) for key, value in request.items()})
