"""Runs a command and tells what it asked of the network, from Python and, where strace is installed, from anywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

# What leaves the computer is refused, so that a test that fails does no harm.
_HOOK = """
import json, os, sys

def _watch(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        address = arguments[:2]
    else:
        return
    host = address[0] if isinstance(address, tuple) else None
    local = host is None or host in (b"localhost", "localhost", "127.0.0.1", "::1", "")
    with open(os.environ["NETWORK_WATCH"], "a", encoding="utf-8") as log:
        log.write(json.dumps([event, str(address), local]) + "\\n")
    if not local:
        raise ConnectionRefusedError(111, "refused by the test")

with open(os.environ["NETWORK_WATCH"], "a", encoding="utf-8") as log:
    log.write(json.dumps(["watched", str(sys.argv[:1]), True]) + "\\n")
sys.addaudithook(_watch)
"""
_CALL = re.compile(r'(\w+)\(.*?sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|AF_INET6, )"([^"]+)"')
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Watched:
    """A command that has ended; `asked`: what it asked of other computers; `strace`: its libraries were heard, too."""

    status: int
    output: str
    complaints: str
    asked: list[str]
    strace: bool


class NetworkWatch:
    """Starts Python programs whose calls to the network are written down.

    Args:
        folder: for the notes and for the programs' own files, which lie in a home of theirs.
    """

    def __init__(self, folder: Path) -> None:
        self._notes, self._calls = folder / "asked.jsonl", folder / "calls.txt"
        (folder / "hook").mkdir()
        (folder / "hook" / "sitecustomize.py").write_text(_HOOK)
        self.home = folder / "home"
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TOONCLIP_"))
        } | {
            "NETWORK_WATCH": str(self._notes),
            "PYTHONPATH": os.pathsep.join((str(folder / "hook"), str(_ROOT))),
            "PYTHONUTF8": "1",
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "QT_QPA_PLATFORM": "offscreen",
            **{f"XDG_{name}_HOME": str(self.home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `python ARGUMENTS`; `ended` takes it from there."""
        self.home.mkdir(exist_ok=True)
        for old in (self._notes, self._calls):
            old.unlink(missing_ok=True)
        return subprocess.Popen(
            [*self._strace(), sys.executable, *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self, process: subprocess.Popen[str]) -> Watched:
        output, complaints = process.communicate(timeout=100)
        notes = [json.loads(line) for line in self._notes.read_text("utf-8").splitlines()]
        assert notes[0][0] == "watched", "the program was not watched"
        asked = [f"{event} {address}" for event, address, local in notes if not local]
        calls = self._calls.read_text("utf-8", "replace") if self._calls.is_file() else ""
        asked += [f"{call} {host}:{port}" for call, port, host in _CALL.findall(calls) if not _is_local(host)]
        return Watched(process.returncode, output, complaints, asked, strace=bool(calls))

    def run(self, *arguments: str) -> Watched:
        return self.ended(self.start(*arguments))

    def _strace(self) -> list[str]:
        program = shutil.which("strace")
        if program is None or subprocess.run([program, "true"], capture_output=True, check=False).returncode:
            return []  # containers may forbid it
        return [program, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(self._calls)]


def _is_local(host: str) -> bool:
    return ip_address(host).is_loopback
