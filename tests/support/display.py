"""A display of the tests' own, and a process that says on its output how far it is."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

_PATIENCE_S = 60.0


class Xvfb:
    """An X server without a screen. `number` is what DISPLAY names."""

    def __init__(self, size: str) -> None:
        if shutil.which("Xvfb") is None:
            pytest.skip("Xvfb is not installed: apt-get install xvfb")
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-noreset", "-screen", "0", f"{size}x24"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        self.number = f":{self._server.stdout.readline().strip()}"

    def stop(self) -> None:
        self._server.kill()
        self._server.wait(10)
        assert self._server.stdout is not None
        self._server.stdout.close()


@contextmanager
def xvfb(size: str = "1280x800") -> Iterator[Xvfb]:
    server = Xvfb(size)
    try:
        yield server
    finally:
        server.stop()


class TalkingProcess:
    """A Python script in a process of its own, whose lines can be waited for.

    Args:
        script: the code.
        home: for settings, models and logs; the person's own are not touched.
        variables: of its environment; None unsets one.
    """

    __test__ = False

    def __init__(self, script: str, *arguments: str, home: Path, variables: dict[str, str | None]) -> None:
        homes = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        environment = {**os.environ, **homes, **{name: value for name, value in variables.items() if value is not None}}
        for name in (name for name, value in variables.items() if value is None):
            environment.pop(name, None)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path.cwd(),
        )
        self._reading = [Thread(target=self._read_lines), Thread(target=self._read_complaints)]
        self.complaints = ""
        for thread in self._reading:
            thread.start()

    def wait_for(self, line: str) -> None:
        """Until the process has printed this line; fails when it ends first."""
        self.lines_until(line)

    def lines_until(self, line: str) -> list[str]:
        """Wait likewise; the lines before it."""
        before: list[str] = []
        while True:
            found = self._lines.get(timeout=_PATIENCE_S)
            if found is None:
                status = self._process.wait(_PATIENCE_S)
                self._join()
                pytest.fail(f"ended with {status} before it said {line!r}: {self.complaints}")
            if found == line:
                return before
            before.append(found)

    def send(self, number: int) -> None:
        self._process.send_signal(number)

    def end(self, within_s: float = 30.0) -> int:
        """The exit status, once the process has ended."""
        status = self._process.wait(within_s)
        self._join()
        return status

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)
        self._join()

    def _join(self) -> None:
        for thread in self._reading:
            thread.join(10)

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as complaints:
            self.complaints = complaints.read()
