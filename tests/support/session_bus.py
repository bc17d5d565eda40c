"""A D-Bus session bus of the tests' own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A bus that starts no service by itself: this computer's own would join in."""


@contextmanager
def session_bus() -> Iterator[tuple[Path, str]]:
    """Its folder, and its address; the test is skipped where D-Bus is not installed."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon on this computer: apt-get install dbus-daemon")
    # Not pytest's folder: the path of a socket holds a hundred letters at most.
    with tempfile.TemporaryDirectory(prefix="toonclip-", ignore_cleanup_errors=True) as folder:
        settings = Path(folder, "bus.conf")
        settings.write_text(_BUS.format(folder=folder))
        command = ["dbus-daemon", f"--config-file={settings}", "--nofork", "--print-address=1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
            try:
                assert bus.stdout is not None
                yield Path(folder), bus.stdout.readline().strip()
            finally:
                bus.terminate()
