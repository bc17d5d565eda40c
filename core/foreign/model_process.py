"""ModelProcess: another process that runs a stranger's network, and what ends it when it takes too much."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from threading import Event, Lock, Thread
from typing import cast

import psutil

import core
from core.errors import ModelMisbehaved
from core.foreign.flag import MODEL_PROCESS
from core.foreign.messages import Header, raised, receive, send
from core.foreign.windows_job import Job

_START = "import sys; sys.path.insert(0, sys.argv.pop()); from core.foreign.serving import serve; serve()"
_log = logging.getLogger(__name__)
_LONGEST_START_S = 60.0
_WATCH_S = 0.05
_LONGEST_END_S = 2.0
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ModelProcess:
    """A running process. Asked by one thread at a time; `close` from any. Starting it blocks for about a second.

    Args:
        title: of the model, for words.
        memory_bytes: of the process; over it, it is ended.
        longest_s: of all that it is asked, from when it has started; over it, it is ended.

    Raises:
        ModelMisbehaved: it does not start.
    """

    def __init__(self, title: str, *, memory_bytes: int, longest_s: float = float("inf")) -> None:
        self._title, self._memory_bytes = title, memory_bytes
        self._last_s = float("inf")
        self._deadline_s = time.monotonic() + _LONGEST_START_S
        self._ended_because = ""
        self._closed = Event()
        self._lock = Lock()
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            creationflags=_NO_CONSOLE,
        )
        self._job = Job(self._process, memory_bytes)
        Thread(target=self._watch, name="model-process-watch", daemon=True).start()
        try:
            self._answer()  # that its libraries are read
        except BaseException:
            self.close()
            raise
        self._last_s = time.monotonic() + longest_s

    def ask(self, header: Header, payload: bytes | memoryview = b"", *, timeout_s: float) -> tuple[Header, bytearray]:
        """Send a request and wait for the answer.

        Raises:
            AppError: what went wrong there.
            ModelMisbehaved: it did not answer in time, took too much memory, or ended.
        """
        self._deadline_s = min(time.monotonic() + timeout_s, self._last_s)
        try:
            send(cast("RawIOBase", self._process.stdin), header, payload)
        except (OSError, ValueError) as error:
            raise self._misbehaved() from error
        return self._answer()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        """End it. Idempotent."""
        self._closed.set()
        self._end("")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONGEST_END_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._job.close()

    def _answer(self) -> tuple[Header, bytearray]:
        try:
            header, payload = receive(cast("RawIOBase", self._process.stdout))
        except (OSError, EOFError, ValueError) as error:
            raise self._misbehaved() from error
        finally:
            self._deadline_s = float("inf")
        raised(header)
        return header, payload

    def _watch(self) -> None:
        """On a thread of its own: end the process when its time is up, or its memory is full."""
        try:
            process = psutil.Process(self._process.pid)
            while not self._closed.wait(_WATCH_S) and self._process.poll() is None:
                if time.monotonic() > self._deadline_s:
                    self._end("did not answer in time")
                elif process.memory_info().rss > self._memory_bytes:
                    self._end(f"took more than {self._memory_bytes / 1e9:.1f} GB of memory")
        except psutil.Error:  # it has ended
            return

    def _end(self, reason: str) -> None:
        with self._lock:
            self._ended_because = self._ended_because or reason
            if self._process.poll() is None:
                self._process.kill()

    def _misbehaved(self) -> ModelMisbehaved:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONGEST_END_S)
        _log.warning("the process of %s ended with %s", self._title, self._process.returncode)
        self._end("")
        reason = self._ended_because or "ended its process"
        return ModelMisbehaved(
            f"The model {self._title} {reason}, and was stopped.",
            hint="It was kept in a process of its own, so nothing else was harmed. Choose another model.",
        )


def command() -> Sequence[str]:
    """What starts one: this Python, or the bundled program, on Windows its sibling that has a standard output."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name("toonclip.exe") if sys.platform == "win32" else program), MODEL_PROCESS]
    return [sys.executable, "-P", "-c", _START, str(Path(core.__file__).parents[1])]
