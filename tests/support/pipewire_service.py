"""A PipeWire service of the tests' own, with its session manager, and programs that read cameras from it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Condition, Event, Thread

import numpy as np
import pytest

from support.session_bus import session_bus

_PROGRAMS = ("pipewire", "wireplumber", "dbus-daemon", "pw-cli", "gst-launch-1.0")
_PACKAGES = "pipewire wireplumber dbus-daemon gstreamer1.0-pipewire gstreamer1.0-plugins-base gstreamer1.0-tools"
_PATIENCE_S = 20.0
_POLL_S = 0.02


class PipeWireService:
    """Can be ended and started again.

    Attributes:
        folder: its runtime folder.
        environment: what a program needs to find it.
    """

    def __init__(self, folder: Path, bus_address: str) -> None:
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PIPEWIRE_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": bus_address,
            "HOME": str(folder),
        }
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the service and wait until its session manager is connected."""
        self._running.append(self.begin("pipewire"))
        wait_until((self.folder / "pipewire-0").exists)
        self._running.append(self.begin("wireplumber"))
        wait_until(lambda: b"WirePlumber" in self._clients())

    def end(self) -> None:
        """As when the person logs out, or the service crashes."""
        for process in reversed(self._running):
            process.terminate()
            process.wait(_PATIENCE_S)
        self._running.clear()

    def begin(self, program: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program that finds the service; whoever starts it ends it."""
        with (self.folder / f"{Path(program).name}.log").open("ab") as log:
            surroundings = os.environ | self.environment | environment
            return subprocess.Popen([program], env=surroundings, stdout=log, stderr=log)

    def _clients(self) -> bytes:
        command = ["pw-cli", "ls", "Client"]
        return subprocess.run(command, env=os.environ | self.environment, capture_output=True, check=False).stdout


@contextmanager
def pipewire_service() -> Iterator[PipeWireService]:
    """A running service; the test is skipped where its programs are missing."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} on this computer: apt-get install {_PACKAGES}")
    with ExitStack() as stack:
        service = PipeWireService(*stack.enter_context(session_bus()))
        stack.callback(service.end)
        service.start()
        yield service


class Reader:
    """A GStreamer program that reads the camera; every wait ends when the thing is there, or fails.

    Args:
        service: where the camera is.
        chain: what it does with the pictures, as GStreamer writes it: `video/x-raw,format=NV12 ! videoconvert`.
        picture_bytes: of a picture at the chain's end.
    """

    def __init__(self, service: PipeWireService, chain: str, picture_bytes: int) -> None:
        pipeline = f"pipewiresrc target-object=toonclip ! {chain} ! fdsink sync=false".split()
        self._process = subprocess.Popen(
            ["gst-launch-1.0", "-q", *pipeline],
            env=os.environ | service.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._picture_bytes = picture_bytes
        self._changed = Condition()
        self.pictures: list[tuple[int, np.ndarray]] = []
        """When it came, `time.perf_counter_ns`, and its bytes."""
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def wait_for(self, count: int) -> list[np.ndarray]:
        """At least so many more pictures than there are now; only these."""
        with self._changed:
            already = len(self.pictures)
            assert self._changed.wait_for(lambda: len(self.pictures) >= already + count, _PATIENCE_S), already
            return [picture for _, picture in self.pictures[already:]]

    def wait_until(self, wanted: Callable[[np.ndarray], bool]) -> None:
        """A picture that is wanted; those before are passed over."""
        deadline = time.monotonic() + _PATIENCE_S
        while not wanted(self.wait_for(1)[-1]):
            assert time.monotonic() < deadline

    def hang(self) -> None:
        """Take nothing more, without an end; `close` ends it all the same."""
        self._process.send_signal(signal.SIGSTOP)

    def close(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        self._process.wait(_PATIENCE_S)
        self._thread.join(_PATIENCE_S)
        with suppress(OSError):
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while len(content := self._process.stdout.read(self._picture_bytes)) == self._picture_bytes:
            with self._changed:
                self.pictures.append((time.perf_counter_ns(), np.frombuffer(content, np.uint8)))
                self._changed.notify_all()


def wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not ready():
        assert time.monotonic() < deadline
        Event().wait(_POLL_S)
