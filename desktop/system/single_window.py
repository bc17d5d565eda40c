"""One window for a person: a second start hands what it was given to the window that is open. No Qt."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

import platformdirs

from core.atomic_write import PRIVATE
from core.file_lock import lock
from core.models.places import APP_NAME
from desktop.system.paths import make_private_folder

_log = logging.getLogger(__name__)
_LONGEST_ANSWER_S = 2.0
_LONGEST_TURN_S = 5.0  # a start before ours asks a window that may not answer, and opens one
_POLL_S = 0.05
_MOST_BYTES = 100_000
_MOST_WAITING = 16
_DONE = b"done"

Request = dict[str, str]
"""What a start was given, by `source` and `model`, with absolute paths; or by `do` one of `DEEDS`."""
DEEDS = ("record", "save-last", "snapshot")
"""What the open window can be told to do."""


class Answer(Enum):
    """What came of a request."""

    DONE = auto()
    NO_WINDOW = auto()
    SILENCE = auto()
    """There is a window, which is stopped or hangs."""


def address() -> str:
    """Where the open window listens: a socket or pipe of this person alone."""
    if sys.platform == "win32":
        return rf"\\.\pipe\{APP_NAME}-{Path.home().name}"
    return str(platformdirs.user_state_path(APP_NAME, appauthor=False) / "window")


def hand_over(request: Request, to: str, *, longest_s: float = _LONGEST_ANSWER_S) -> Answer:
    """Give the request to the open window. Blocks, at most for so long: a window may be stopped."""
    answers: SimpleQueue[Answer] = SimpleQueue()
    until_s = time.monotonic() + longest_s
    # On a thread of its own: connecting to a window that is stopped knows no time limit.
    Thread(target=lambda: answers.put(_ask(request, to, until_s)), name="hand-over", daemon=True).start()
    try:
        return answers.get(timeout=longest_s)
    except Empty:
        return Answer.SILENCE


def hand_over_or_open(request: Request, at: str) -> OpenWindow | None:
    """Give the request to the open window; where none answers, take its place. Of starts at once one opens a window.

    Returns:
        The place, to be closed at the end; None: the open window has the request.
    """
    with _turn(at):
        return None if hand_over(request, at) is Answer.DONE else OpenWindow(at)


class OpenWindow:
    """Listens for later starts until closed. What they ask before somebody hears it waits.

    Args:
        at: where.
    """

    def __init__(self, at: str) -> None:
        self._at = at
        self._lock = Lock()
        self._asked: Callable[[Request], None] | None = None
        self._early: list[Request] = []
        self._closed = Event()
        self._listener: Listener | None = None
        self._inode = 0
        try:
            self._listener = self._listen_at(at)
        except OSError as error:
            _log.warning("later starts cannot be heard: %s", error)
            return
        self._thread = Thread(target=self._listen, args=(self._listener,), name="later-starts", daemon=True)
        self._thread.start()

    def hear(self, asked: Callable[[Request], None]) -> None:
        """Give each request, on another thread, to `asked`, which returns at once."""
        with self._lock:
            self._asked, early, self._early = asked, self._early, []
        for request in early:
            asked(request)

    def close(self) -> None:
        """Be reached no more. Idempotent."""
        self._closed.set()
        if self._listener is None:
            return
        if self._is_ours():
            hand_over({}, self._at)  # which wakes the thread
            self._thread.join(_LONGEST_ANSWER_S)
        if sys.platform != "win32" and self._is_ours():
            Path(self._at).unlink(missing_ok=True)
        with suppress(OSError):
            self._listener.close()
        self._listener = None

    def _listen_at(self, at: str) -> Listener:
        """Take the place of a window that was killed, or that did not answer."""
        if sys.platform == "win32":
            return Listener(at, backlog=_MOST_WAITING)
        make_private_folder(Path(at).parent)
        new = f"{at}.{os.getpid()}"  # the listener deletes this name at its end, whoever has the place by then
        Path(new).unlink(missing_ok=True)
        listener = Listener(new, backlog=_MOST_WAITING)
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
        while not self._closed.is_set():
            try:
                connection = listener.accept()
            except OSError as error:  # such as too many open files
                _log.info("a later start was not heard: %s", error)
                self._closed.wait(_POLL_S)
                continue
            # Whoever says only half of it keeps nobody else waiting.
            Thread(target=self._answer, args=(connection,), name="later-start", daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        try:
            with connection:
                if self._closed.is_set() or not connection.poll(_LONGEST_ANSWER_S):
                    return
                request = json.loads(connection.recv_bytes(_MOST_BYTES))
                if isinstance(request, dict) and all(isinstance(value, str) for value in request.values()):
                    connection.send_bytes(_DONE)  # which fails where nobody waited for it: it is not done late
                    self._pass_on({str(key): str(value) for key, value in request.items()})
        except (OSError, EOFError, ValueError, RecursionError) as error:
            _log.info("a later start said nothing that can be understood: %s", error)

    def _pass_on(self, request: Request) -> None:
        with self._lock:
            if self._asked is None:
                self._early.append(request)
                return
        self._asked(request)


def _ask(request: Request, to: str, until_s: float) -> Answer:
    try:
        with Client(to) as connection:
            if time.monotonic() < until_s:  # else nobody waits for it any more
                connection.send_bytes(json.dumps(request).encode("ascii"))
            if not connection.poll(max(0.0, until_s - time.monotonic())):
                return Answer.SILENCE
            return Answer.DONE if connection.recv_bytes(len(_DONE)) == _DONE else Answer.NO_WINDOW
    except (OSError, EOFError):
        return Answer.NO_WINDOW


@contextmanager
def _turn(at: str) -> Generator[None]:
    """Let one start after the other decide; without locks, or behind one that is stopped, go on all the same."""
    folder = Path(tempfile.gettempdir()) if sys.platform == "win32" else Path(at).parent
    try:
        make_private_folder(folder)
        descriptor = os.open(folder / f"{Path(at).name}.turn", os.O_RDWR | os.O_CREAT, PRIVATE)
    except OSError as error:
        _log.warning("another start at the same moment cannot be seen: %s", error)
        yield
        return
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    deadline_s = time.monotonic() + _LONGEST_TURN_S
    with suppress(OSError):
        while time.monotonic() < deadline_s:
            try:
                lock(descriptor)
            except BlockingIOError:
                time.sleep(_POLL_S)
            else:
                return
