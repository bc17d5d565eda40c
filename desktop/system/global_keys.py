"""GlobalKeys: keys that work in every program, where the Linux desktop's portal gives them to programs that ask."""

from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Thread

from jeepney import DBusAddress, MatchRule, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import unwrap_msg

_log = logging.getLogger(__name__)
_BUS_NAME, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_PORTAL = DBusAddress(_PATH, _BUS_NAME, "org.freedesktop.portal.GlobalShortcuts")
_PATIENCE_S = 5.0
_MOST_WAITING = 16


def are_offered() -> bool:
    """Whether this desktop gives keys to programs. Blocks for at most some seconds."""
    try:
        with open_dbus_connection("SESSION") as bus:
            answer = bus.send_and_get_reply(Properties(_PORTAL).get("version"), timeout=_PATIENCE_S)
            return bool(unwrap_msg(answer))
    except Exception as error:  # whatever a bus that is not there raises
        _log.info("no keys for every program: %s", error)
        return False


class GlobalKeys:
    """Asks for keys and listens, on a thread of its own, until `stop`. The desktop may ask the person meanwhile.

    Args:
        wishes: what each key is for, in words, by a name of ours.
        pressed: told the name when its key is pressed. On the thread.
        given: told once which key each name has, in the desktop's words; empty where it was denied. On the thread.
    """

    def __init__(
        self, wishes: Mapping[str, str], pressed: Callable[[str], object], given: Callable[[dict[str, str]], object]
    ) -> None:
        self._wishes, self._pressed, self._given = wishes, pressed, given
        self._bus: DBusConnection | None = None
        self._stopping = False
        self._thread = Thread(target=self._run, name="global-keys", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Give the keys back: the portal ends the session with its connection. Waits for the thread."""
        self._stopping = True
        if self._bus is not None:
            with suppress(OSError):
                self._bus.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        try:
            with open_dbus_connection("SESSION") as bus:
                self._bus = bus
                self._listen(bus)
        except Exception as error:  # the bus may go away at any time
            if not self._stopping:
                _log.info("no keys for every program: %s", error)
                self._given({})

    def _listen(self, bus: DBusConnection) -> None:
        opened = self._ask(bus, "CreateSession", "a{sv}", session_handle_token=("s", _token()))
        session = str(opened["session_handle"][1])
        rule = MatchRule(type="signal", interface=_PORTAL.interface, member="Activated", path=_PATH)
        Proxy(message_bus, bus).AddMatch(rule)
        with bus.filter(rule, bufsize=_MOST_WAITING) as presses:
            wishes = [(name, {"description": ("s", words)}) for name, words in self._wishes.items()]
            bound = self._ask(bus, "BindShortcuts", "oa(sa{sv})sa{sv}", session, wishes, "")
            self._given({name: str(about["trigger_description"][1]) for name, about in bound["shortcuts"][1]})
            while not self._stopping:
                of_session, name, *_ = bus.recv_until_filtered(presses).body
                if of_session == session and name in self._wishes:
                    self._pressed(name)

    @staticmethod
    def _ask(
        bus: DBusConnection, method: str, signature: str, *arguments: object, **options: object
    ) -> dict[str, tuple]:
        """What the portal answers to a request, which may take as long as a person takes."""
        token = _token()
        sender = bus.unique_name.removeprefix(":").replace(".", "_")
        rule = MatchRule(type="signal", member="Response", path=f"{_PATH}/request/{sender}/{token}")
        Proxy(message_bus, bus).AddMatch(rule)
        with bus.filter(rule) as answers:
            body = (*arguments, {"handle_token": ("s", token), **options})
            unwrap_msg(bus.send_and_get_reply(new_method_call(_PORTAL, method, signature, body), timeout=_PATIENCE_S))
            code, results = bus.recv_until_filtered(answers).body
        if code:
            raise PermissionError(f"{method} was answered with {code}")
        return results


def _token() -> str:
    return f"toonclip_{secrets.token_hex(8)}"
