"""Runs a Gradio page in a process of its own: in this one it would leave event loops and sockets open behind it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class GradioProcess:
    """Attributes:
    url: of the page, with a slash at its end.
    folder: its current directory.
    status: how it ended after the signal; None while it runs.
    errors: what it wrote to its error output until then.
    """

    url: str
    folder: Path
    status: int | None = None
    errors: str = ""


@contextmanager
def running(*arguments: str, cwd: Path, end: signal.Signals = signal.SIGINT) -> Iterator[GradioProcess]:
    """Python with `arguments`, from the moment it says where its page is, until Ctrl-C or another signal."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "XDG_DATA_HOME": str(cwd / "data"),  # the person's models: none
        "TMPDIR": str(cwd),
    }
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it, and so would its child
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            url = next((found[0] for line in process.stdout if (found := re.search(r"http://[\w.:]+", line))), None)
            assert url, process.communicate()[1]
            served = GradioProcess(f"{url}/", cwd)
            yield served
            process.send_signal(end)
            _, served.errors = process.communicate(timeout=60)
            served.status = process.returncode
        finally:
            process.kill()


def free_port() -> int:
    """A port of this computer that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
