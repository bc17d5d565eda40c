"""HTTP(S) for urllib that is cut off when a step takes too long, however many bytes trickle in meanwhile."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Timer
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request


class ConnectionWatch:
    """Ends the newest connection when a step takes too long: a socket's own timeout starts anew with every byte."""

    def __init__(self) -> None:
        self.connection: socket.socket | None = None
        self.expired = False
        """Whether the last step was ended."""

    @contextmanager
    def at_most(self, seconds: float) -> Generator[None]:
        """The block's reading fails when it takes longer."""
        self.expired = False
        timer = Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.expired = True
        if self.connection is not None:
            with suppress(OSError):
                # Of the plain socket: what encrypts it is in use by the thread that reads.
                socket.socket.shutdown(self.connection, socket.SHUT_RDWR)


class WatchedHttp(HTTPHandler):
    def __init__(self, watch: ConnectionWatch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_HttpConnection, self._watch), req)


class WatchedHttps(HTTPSHandler):
    def __init__(self, watch: ConnectionWatch, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._watch = watch
        self._tls = context

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_HttpsConnection, self._watch), req, context=self._tls)


class _HttpConnection(http.client.HTTPConnection):
    def __init__(self, watch: ConnectionWatch, host: str, **options: Any) -> None:  # Any: as urllib passes them
        super().__init__(host, **options)
        self._watch = watch

    def connect(self) -> None:
        super().connect()
        self._watch.connection = self.sock


class _HttpsConnection(http.client.HTTPSConnection):
    def __init__(self, watch: ConnectionWatch, host: str, **options: Any) -> None:  # Any: as urllib passes them
        super().__init__(host, **options)
        self._watch = watch

    def connect(self) -> None:
        super().connect()
        self._watch.connection = self.sock
