"""The desktop's portal, through which browsers are let to the cameras of a PipeWire service of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from support.pipewire_service import PipeWireService, wait_until

_FOLDERS = (Path("/usr/libexec"), Path("/usr/lib"), Path("/usr/lib/xdg-desktop-portal"))
_PROGRAMS = ("xdg-permission-store", "xdg-desktop-portal")
# The portal offers cameras only where something could ask the person. It need not: permission is given below.
_ASKS_NOBODY = """[portal]
DBusName=org.freedesktop.impl.portal.desktop.nobody
Interfaces=org.freedesktop.impl.portal.Access
UseIn=toonclip
"""
_PERMIT = (
    *("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.impl.portal.PermissionStore"),
    *("/org/freedesktop/impl/portal/PermissionStore", "org.freedesktop.impl.portal.PermissionStore.SetPermission"),
    *("string:devices", "boolean:true", "string:camera", "string:", "array:string:yes"),
)
_IS_THERE = (
    *("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.portal.Desktop"),
    *("/org/freedesktop/portal/desktop", "org.freedesktop.DBus.Properties.Get"),
    *("string:org.freedesktop.portal.Camera", "string:IsCameraPresent"),
)


@contextmanager
def camera_portal(service: PipeWireService) -> Iterator[None]:
    """A running portal that knows of a camera; the test is skipped where its programs are missing."""
    programs = [_path_of(program) for program in _PROGRAMS]
    if None in programs or shutil.which("dbus-send") is None:
        pytest.skip("no portal on this computer: apt-get install xdg-desktop-portal")
    portals = service.folder / "portals"
    portals.mkdir()
    (portals / "nobody.portal").write_text(_ASKS_NOBODY)
    with ExitStack() as stack:
        for program in programs:
            process = service.begin(str(program), XDG_DESKTOP_PORTAL_DIR=str(portals), XDG_CURRENT_DESKTOP="toonclip")
            stack.callback(process.wait)
            stack.callback(process.terminate)
        wait_until(lambda: _called(service, _PERMIT) is not None)
        wait_until(lambda: "boolean true" in (_called(service, _IS_THERE) or ""))
        yield


def _path_of(program: str) -> Path | None:
    return next((folder / program for folder in _FOLDERS if (folder / program).is_file()), None)


def _called(service: PipeWireService, command: tuple[str, ...]) -> str | None:
    """The answer of the bus; None: nobody there yet."""
    environment = os.environ | service.environment
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return answer.stdout if answer.returncode == 0 else None
