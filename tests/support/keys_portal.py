"""The desktop's portal with a desktop of the tests' own behind it, which gives keys and presses them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

from support.session_bus import session_bus

_NAME, _PATH = "org.freedesktop.impl.portal.desktop.tests", "/org/freedesktop/portal/desktop"
_KEYS = DBusAddress(_PATH, _NAME, "org.freedesktop.impl.portal.GlobalShortcuts")
_PORTAL = Path("/usr/libexec/xdg-desktop-portal")
_FILE = f"[portal]\nDBusName={_NAME}\nInterfaces={_KEYS.interface}\nUseIn=toonclip\n"
_PATIENCE_S = 20.0


class KeysDesktop:
    """Answers what the portal asks a desktop for.

    Attributes:
        bound: what keys were asked for: their names and words.
    """

    def __init__(self, *, willing: bool = True) -> None:
        self._willing = willing
        self._bus: DBusConnection = open_dbus_connection("SESSION")
        Proxy(message_bus, self._bus).RequestName(_NAME)
        self.bound: dict[str, str] = {}
        self._session = ""
        self.ended = Event()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def press(self, name: str) -> None:
        """The person presses the key that has this name."""
        self._bus.send(new_signal(_KEYS, "Activated", "osta{sv}", (self._session, name, 1, {})))

    def close(self) -> None:
        self._bus.sock.shutdown(2)
        self._thread.join(_PATIENCE_S)
        self._bus.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._bus.receive()
            except OSError:
                return
            if message.header.message_type is MessageType.method_call:
                signature, body = self._answer(message.header.fields[HeaderFields.member], message.body)
                reply = new_method_return(message, signature, body)
                self._bus.send(
                    reply if signature is not None else new_error(message, "org.freedesktop.DBus.Error.Failed")
                )

    def _answer(self, member: str, body: tuple) -> tuple[str | None, tuple]:
        match member:
            case "CreateSession":
                self._session = body[1]
                return "ua{sv}", (0, {})
            case "BindShortcuts":
                self.bound = {name: about["description"][1] for name, about in body[2]}
                given = [(name, {"trigger_description": ("s", f"Super+{name[0]}")}) for name in self.bound]
                return "ua{sv}", (0 if self._willing else 1, {"shortcuts": ("a(sa{sv})", given)})
            case "Close":
                self.ended.set()
                return "", ()
            case "GetAll":
                return "a{sv}", ({"version": ("u", 1)},)
            case _:
                return None, ()


@contextmanager
def bus_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A session bus of the tests' own, without a portal; gives its folder."""
    with session_bus() as (folder, address):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield folder


@contextmanager
def keys_portal(folder: Path, *, willing: bool = True) -> Iterator[KeysDesktop]:
    """The real portal on that bus; the test is skipped where it is not installed."""
    if not _PORTAL.is_file():
        pytest.skip("no portal on this computer: apt-get install xdg-desktop-portal")
    (folder / "tests.portal").write_text(_FILE)
    desktop = KeysDesktop(willing=willing)
    places = {"XDG_DESKTOP_PORTAL_DIR": str(folder), "XDG_CURRENT_DESKTOP": "toonclip", "XDG_RUNTIME_DIR": str(folder)}
    portal = subprocess.Popen(
        [str(_PORTAL)], env=os.environ | places, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield desktop
    finally:
        portal.terminate()
        portal.wait(_PATIENCE_S)
        desktop.close()
