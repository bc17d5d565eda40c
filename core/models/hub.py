"""HubOrigin: a model on the Hugging Face Hub, over plain HTTPS, so that the app needs no client library for it."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from core.errors import InputError, ModelDownloadFailed, ModelError, ModelNotFound, shown
from core.models.origins import MemberContent, MemberMissing
from core.models.relative_path import is_inside
from core.tls import tls_context

HUB_SCHEME = "hf://"
DEFAULT_ENDPOINT = "https://huggingface.co"
_ENDPOINT_VARIABLE, _TOKEN_VARIABLE = "HF_ENDPOINT", "HF_TOKEN"
_ADDRESS = re.compile(r"hf://(?P<repo>[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95})(@(?P<revision>[\w][\w./-]{0,127}))?/?")
_TOKEN_HEADER, _COMMIT_HEADER = "Authorization", "X-Repo-Commit"
_TIMEOUT_S = 20.0
_PIECE_BYTES = 1 << 18
_LISTING_LIMIT_BYTES = 8 << 20
_REFUSED = (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)
_FOLDER_SUFFIXES = (".mlpackage", ".mlmodelc")


class HubOrigin:
    """The files of a repository at one commit: the one its revision meant when the first file was read.

    Args:
        address: hf://OWNER/NAME or hf://OWNER/NAME@REVISION.
        timeout_s: how long the server may be silent.

    Raises:
        InputError: the address or the endpoint in HF_ENDPOINT cannot be used.
    """

    def __init__(self, address: str, *, timeout_s: float = _TIMEOUT_S) -> None:
        found = _ADDRESS.fullmatch(address)
        if found is None or ".." in address:
            raise InputError(
                f"{shown(address)} is not the address of a model on the hub.", hint="Give hf://OWNER/NAME[@REVISION]."
            )
        self._repo = found["repo"]
        self._wanted = self._revision = found["revision"] or "main"
        self._endpoint = _endpoint()
        self._timeout_s = timeout_s
        self._redirects = SafeRedirects()
        encrypted = (HTTPSHandler(context=tls_context()),) if self._endpoint.startswith("https:") else ()
        self._opener = build_opener(self._redirects, *encrypted)

    @property
    def name(self) -> str:
        return f"{HUB_SCHEME}{self._repo}"

    def members(self, path: str) -> list[str]:
        if not path.endswith(_FOLDER_SUFFIXES):
            return [path]
        url = f"{self._endpoint}/api/models/{self._repo}/tree/{self._at()}/{quote(path)}?recursive=true"
        with self._opened(url, path) as content:
            listing = _whole(content, _LISTING_LIMIT_BYTES)
        try:
            names = [str(entry["path"]) for entry in json.loads(listing) if entry["type"] == "file"]
        except (ValueError, TypeError, KeyError) as error:
            raise self._not_a_hub() from error
        if not all(is_inside(name) and name.startswith(f"{path}/") for name in names):
            raise self._not_a_hub()
        return names

    @contextmanager
    def read(self, member: str) -> Generator[MemberContent]:
        url = f"{self._endpoint}/{self._repo}/resolve/{self._at()}/{quote(member)}"
        with self._opened(url, member) as content:
            yield content

    def close(self) -> None:
        self._opener.close()

    def _at(self) -> str:
        return quote(self._revision, safe="")

    @contextmanager
    def _opened(self, url: str, member: str) -> Generator[MemberContent]:
        request = Request(url, headers={"User-Agent": "toonclip"})  # noqa: S310 - the endpoint was checked
        if token := os.environ.get(_TOKEN_VARIABLE):
            # Not sent on to the storage servers that the hub redirects to.
            request.add_unredirected_header(_TOKEN_HEADER, f"Bearer {token}")
        try:
            response = cast("http.client.HTTPResponse", self._opener.open(request, timeout=self._timeout_s))
        except HTTPError as error:
            with error:
                raise self._refused(error, member) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        with response:
            # Later files come from the same commit, even when somebody publishes in between.
            self._revision = response.headers.get(_COMMIT_HEADER) or self._redirects.commit or self._revision
            announced = response.headers.get("Content-Length", "")
            size = int(announced) if announced.isdecimal() else None
            yield MemberContent(size, self._pieces(response, member, size))

    def _pieces(self, response: http.client.HTTPResponse, member: str, size: int | None) -> Iterator[bytes]:
        received = 0
        try:
            while piece := response.read1(_PIECE_BYTES):
                received += len(piece)
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        if size is not None and received < size:
            raise ModelDownloadFailed(
                f"The download of {member} ended after {received} of {size} bytes.", hint="Try again."
            )

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

    def _not_a_hub(self) -> ModelDownloadFailed:
        return ModelDownloadFailed(
            f"{self._host()} does not answer like the Hugging Face Hub.", hint=f"Check {_ENDPOINT_VARIABLE}."
        )

    def _host(self) -> str:
        return urlsplit(self._endpoint).netloc


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


def _whole(content: MemberContent, limit_bytes: int) -> bytes:
    """All of a small answer; an endless one is cut off, and then is no JSON."""
    taken = bytearray()
    for piece in content.pieces:
        taken += piece
        if len(taken) > limit_bytes:
            break
    return bytes(taken)
