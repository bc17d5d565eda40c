"""A process that runs a stranger's network can do nothing else: tried by a process that tries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock and seccomp are Linux's")

_TRY = """
import ctypes, json, os, socket, sys, threading
from pathlib import Path
from core.foreign.limits import confine
folder, secret, marked = map(Path, sys.argv[1:])
held = confine([folder], memory_bytes=200_000_000)
thread = []
def start_thread():
    runner = threading.Thread(target=lambda: thread.append(1)); runner.start(); runner.join(); return bool(thread)
tries = {
    "read inside": lambda: (folder / "model").read_text() == "graph",
    "start a thread": start_thread,
    "take 50 MB": lambda: len(bytearray(50_000_000)) > 0,
    "read outside": lambda: secret.read_text(),
    "write inside": lambda: (folder / "new").write_text("x"),
    "write outside": lambda: marked.write_text("x"),
    "delete": lambda: (folder / "model").unlink(),
    "start a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "become a program": lambda: os.execv("/bin/true", ["true"]),
    "start a process": lambda: os.fork(),
    "open a connection": lambda: socket.socket(),
    "signal its parent": lambda: os.kill(os.getppid(), 0),
    "take 1 GB": lambda: bytearray(1 << 30),
    "raise its limits": lambda: __import__("resource").setrlimit(7, (4096, 4096)),
}
told = {"held": held}
for name, act in tries.items():
    try:
        told[name] = bool(act()) or True
    except (OSError, MemoryError, ValueError) as error:
        told[name] = type(error).__name__
print(json.dumps(told))
"""


def test_what_is_given_up_is_given_up(tmp_path: Path):
    folder, secret, marked = tmp_path / "model", tmp_path / "secret", tmp_path / "marked"
    folder.mkdir()
    (folder / "model").write_text("graph")
    secret.write_text("key")

    done = subprocess.run(
        [sys.executable, "-c", _TRY, str(folder), str(secret), str(marked)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)

    if told["held"] != ["rlimits", "landlock", "seccomp"]:
        pytest.skip(f"this kernel offers {told['held']}")
    allowed = {name for name, outcome in told.items() if outcome is True}
    assert allowed == {"read inside", "start a thread", "take 50 MB"}
    assert not marked.exists()
    assert (folder / "model").read_text() == "graph"
