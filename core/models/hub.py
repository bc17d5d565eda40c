"""HubOrigin: a model on the Hugging Face Hub, over plain HTTPS, so that the app needs no client library for it."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from core.errors import InputError, ModelDownloadFailed, ModelError, ModelNotFound, shown
from core.models.origins import MemberContent, MemberMissing
from core.models.relative_path import is_inside
from core.models.watched_http import ConnectionWatch, WatchedHttp, WatchedHttps
from core.tls import tls_context

HUB_SCHEME = "hf://"
DEFAULT_ENDPOINT = "https://huggingface.co"
_ENDPOINT_VARIABLE, _TOKEN_VARIABLE = "HF_ENDPOINT", "HF_TOKEN"
_ADDRESS = re.compile(r"hf://(?P<repo>[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95})(@(?P<revision>[\w][\w./-]{0,127}))?/?")
_TOKEN_HEADER, _COMMIT_HEADER = "Authorization", "X-Repo-Commit"
_TIMEOUT_S = 20.0
_PAUSE_S = 1.0
_LONGEST_STEP = 3  # timeouts, in which an answer has begun, or another chunk of it has come
_SLOWEST_BYTES_PER_S = 1000
_RESUMES = 3  # in a row that bring nothing
_CHUNK_BYTES = 1 << 18
_LISTING_LIMIT_BYTES = 8 << 20
_TRY_AGAIN = "Try again."
_BROKEN = (OSError, http.client.HTTPException)
_REFUSED = (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)
_FOLDER_SUFFIXES = (".mlpackage", ".mlmodelc")


class HubOrigin:
    """The files of a repository at one commit: the one its revision meant when the first file was read.

    Args:
        address: hf://OWNER/NAME or hf://OWNER/NAME@REVISION.
        timeout_s: how long the server may be silent.
        pause_s: before a broken connection is opened again; longer each time.

    Raises:
        InputError: the address or the endpoint in HF_ENDPOINT cannot be used.
    """

    def __init__(self, address: str, *, timeout_s: float = _TIMEOUT_S, pause_s: float = _PAUSE_S) -> None:
        found = _ADDRESS.fullmatch(address)
        if found is None or ".." in address:
            raise InputError(
                f"{shown(address)} is not the address of a model on the hub.", hint="Give hf://OWNER/NAME[@REVISION]."
            )
        self._repo = found["repo"]
        self._wanted = self._revision = found["revision"] or "main"
        self._endpoint = _endpoint()
        self._timeout_s, self._pause_s = timeout_s, pause_s
        self._redirects = SafeRedirects()
        self._watch = ConnectionWatch()
        encrypted = (WatchedHttps(self._watch, tls_context()),) if self._endpoint.startswith("https:") else ()
        self._opener = build_opener(self._redirects, WatchedHttp(self._watch), *encrypted)

    @property
    def name(self) -> str:
        return f"{HUB_SCHEME}{self._repo}"

    def members(self, path: str) -> list[str]:
        if not path.endswith(_FOLDER_SUFFIXES):
            return [path]
        url = f"{self._endpoint}/api/models/{self._repo}/tree/{self._at()}/{quote(path)}?recursive=true"
        with self._opened(url, path) as response:
            listing = _whole(self._chunks(response, _Pace(self._timeout_s)), _LISTING_LIMIT_BYTES)
        try:
            names = [str(entry["path"]) for entry in json.loads(listing) if entry["type"] == "file"]
        except (ValueError, TypeError, KeyError) as error:
            raise self._not_a_hub() from error
        if not all(is_inside(name) and name.startswith(f"{path}/") for name in names):
            raise self._not_a_hub()
        return names

    @contextmanager
    def read(self, member: str) -> Generator[MemberContent]:
        """Open a file. A connection that breaks off while its content is taken is opened again where it ended."""
        url = f"{self._endpoint}/{self._repo}/resolve/{self._at()}/{quote(member)}"
        with ExitStack() as connections:
            response = connections.enter_context(self._opened(url, member))
            announced = response.headers.get("Content-Length", "")
            if announced.isdecimal():
                yield MemberContent(int(announced), self._resumed(connections, response, member, int(announced)))
            else:
                yield MemberContent(None, self._chunks(response, _Pace(self._timeout_s)))

    def close(self) -> None:
        self._opener.close()

    def _at(self) -> str:
        return quote(self._revision, safe="")

    @contextmanager
    def _opened(self, url: str, member: str, *, start: int = 0) -> Generator[HTTPResponse]:
        """The answer to a GET, which a server may give from byte `start` on."""
        request = Request(url, headers={"User-Agent": "toonclip"})  # noqa: S310 - the endpoint was checked
        if start:
            request.add_header("Range", f"bytes={start}-")
        if token := os.environ.get(_TOKEN_VARIABLE):
            # Not sent on to the storage servers that the hub redirects to.
            request.add_unredirected_header(_TOKEN_HEADER, f"Bearer {token}")
        try:
            with self._watch.at_most(_LONGEST_STEP * self._timeout_s):
                response = cast("HTTPResponse", self._opener.open(request, timeout=self._timeout_s))
        except HTTPError as error:
            with error:
                raise self._refused(error, member) from error
        except _BROKEN as error:
            raise self._unreachable(error) from error
        with response:
            if self._watch.expired:  # the end of the connection passes for that of the headers
                raise self._too_slow()
            # Later files come from the same commit, even when somebody publishes in between.
            self._revision = response.headers.get(_COMMIT_HEADER) or self._redirects.commit or self._revision
            yield response

    def _resumed(
        self, connections: ExitStack, response: HTTPResponse | None, member: str, size: int
    ) -> Iterator[bytes]:
        """The content of a file of known size, over as many connections as it takes."""
        url = f"{self._endpoint}/{self._repo}/resolve/{self._at()}/{quote(member)}"
        received = failures = 0
        pace = _Pace(self._timeout_s)
        while True:
            try:
                response = response or connections.enter_context(self._opened(url, member, start=received))
                position = received if response.status == http.HTTPStatus.PARTIAL_CONTENT else 0
                for chunk in self._chunks(response, pace):
                    position += len(chunk)
                    if position > received:
                        new, received, failures = position - received, position, 0
                        yield chunk[-new:]
                if received >= size:
                    return
                raise ModelDownloadFailed(
                    f"The download of {member} ended after {received} of {size} bytes.", hint=_TRY_AGAIN
                )
            except _TooSlow:
                raise
            except ModelDownloadFailed:
                failures += 1
                if failures > _RESUMES:
                    raise
            connections.close()
            response = None
            time.sleep(failures * self._pause_s)

    def _chunks(self, response: HTTPResponse, pace: _Pace) -> Iterator[bytes]:
        try:
            while True:
                with self._watch.at_most(_LONGEST_STEP * self._timeout_s):
                    chunk = response.read1(_CHUNK_BYTES)
                if self._watch.expired:
                    raise self._too_slow()
                if not chunk:
                    return
                if not pace.holds(len(chunk)):
                    raise self._too_slow()
                yield chunk
        except _BROKEN as error:
            raise self._unreachable(error) from error

    def _refused(self, error: HTTPError, member: str) -> ModelError | MemberMissing:
        what = error.headers.get("X-Error-Code", "")
        if error.code == http.HTTPStatus.NOT_FOUND and what in {"", "EntryNotFound"}:
            return MemberMissing(member)
        if error.code == http.HTTPStatus.NOT_FOUND and what == "RevisionNotFound":
            return ModelNotFound(f"{self.name} has no revision “{self._wanted}”.", hint="Leave out @REVISION.")
        if error.code == http.HTTPStatus.NOT_FOUND or error.code in _REFUSED:
            return ModelNotFound(
                f"The hub has no model {self.name}, or it is not public.",
                hint=f"Check the name. For a private model set {_TOKEN_VARIABLE} to a token that may read it.",
            )
        reason = (str(error.reason).splitlines() or ["no reason given"])[0]
        return ModelDownloadFailed(
            f"{self._host()} answered {error.code} ({reason}) for {member}.", hint="Try again later."
        )

    def _unreachable(self, error: Exception) -> ModelDownloadFailed:
        if self._watch.expired:
            return self._too_slow()
        reason = error.reason if isinstance(error, URLError) else error
        match reason:
            case TimeoutError():
                said = f"{self._host()} did not answer for {self._timeout_s:g} s."
            case socket.gaierror():
                said = f"{self._host()} cannot be found: there is no network, or no such server."
            case ssl.SSLCertVerificationError():
                said = f"The certificate of {self._host()} is not one this computer trusts."
            case OSError() if reason.strerror:
                said = f"{self._host()} cannot be reached: {reason.strerror.lower()}."
            case _:
                said = f"The connection to {self._host()} broke off."
        return ModelDownloadFailed(said, hint="Check the network and try again.")

    def _too_slow(self) -> _TooSlow:
        return _TooSlow(f"{self._host()} sends too slowly, a few bytes at a time.", hint="Try again later.")

    def _not_a_hub(self) -> ModelDownloadFailed:
        return ModelDownloadFailed(
            f"{self._host()} does not answer like the Hugging Face Hub.", hint=f"Check {_ENDPOINT_VARIABLE}."
        )

    def _host(self) -> str:
        return urlsplit(self._endpoint).netloc


class _TooSlow(ModelDownloadFailed):
    """The server answers, but so slowly that going on makes no sense."""


class _Pace:
    """Whether enough arrives: a server that sends a byte a second is never silent."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._since_s = time.monotonic()
        self._bytes = 0

    def holds(self, count: int) -> bool:
        """Note bytes that arrived; False when a whole window brought too few."""
        self._bytes += count
        passed_s = time.monotonic() - self._since_s
        if passed_s < self._window_s:
            return True
        enough = self._bytes >= _SLOWEST_BYTES_PER_S * passed_s
        self._since_s, self._bytes = time.monotonic(), 0
        return enough


class SafeRedirects(HTTPRedirectHandler):
    """Follows to other servers, but never from an encrypted connection to an open one. urllib refuses file: itself.

    Attributes:
        commit: what the hub said a revision means, as the server redirected to may not know.
    """

    def __init__(self) -> None:
        self.commit: str | None = None

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> Request | None:
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise URLError(OSError(0, f"it redirects to {newurl[:80]}, which is not encrypted"))
        self.commit = headers.get(_COMMIT_HEADER) or self.commit
        onward = super().redirect_request(req, fp, code, msg, headers, newurl)
        token = req.get_header(_TOKEN_HEADER)
        if onward and token and urlsplit(newurl)[:2] == urlsplit(req.full_url)[:2]:
            onward.add_unredirected_header(_TOKEN_HEADER, token)
        return onward


def _endpoint() -> str:
    endpoint = (os.environ.get(_ENDPOINT_VARIABLE) or DEFAULT_ENDPOINT).rstrip("/")
    parts = urlsplit(endpoint)
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        raise InputError(
            f"{_ENDPOINT_VARIABLE} is {endpoint!r}, which is not a web address.",
            hint=f"Give one like {DEFAULT_ENDPOINT}, or unset it.",
        )
    return endpoint


def _whole(chunks: Iterator[bytes], limit_bytes: int) -> bytes:
    """All of a small answer; an endless one is cut off, and then is no JSON."""
    taken = bytearray()
    for chunk in chunks:
        taken += chunk
        if len(taken) > limit_bytes:
            break
    return bytes(taken)
