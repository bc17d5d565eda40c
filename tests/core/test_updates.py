"""The question about updates, to a real server on this machine that answers well, badly, slowly or without end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from packaging.version import Version

from core.errors import UpdateCheckFailed
from core.updates import newest_version, question_for

Answer = Callable[[BaseHTTPRequestHandler], None]


class Stand(ThreadingHTTPServer):
    """GitHub's stand-in. `answers` by path; `requests` holds what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.given_up = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Stand

    def do_GET(self) -> None:
        self.server.requests.append((self.command, self.path, dict(self.headers)))
        try:
            self.server.answers[self.path](self)
        except OSError:
            self.server.given_up.set()

    def log_message(self, *_details: object) -> None:
        pass


def reply(content: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def release(tag: object) -> bytes:
    return json.dumps({"tag_name": tag, "html_url": "http://elsewhere", "draft": False}).encode()


def without_end(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.given_up.wait(0.02):
        handler.wfile.write(b" ")


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.server.given_up.wait(20)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    stand = Stand()
    thread = threading.Thread(target=stand.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield stand
    stand.given_up.set()
    stand.shutdown()
    thread.join()
    stand.server_close()


def test_the_question_is_made_of_the_projects_address():
    expected = "https://api.github.com/repos/owner/name/releases/latest"
    assert question_for("https://github.com/owner/name") == question_for("https://github.com/owner/name/") == expected


@pytest.mark.parametrize(("tag", "version"), [("v1.2.3", "1.2.3"), ("0.10", "0.10"), ("v2.0rc1", "2.0rc1")])
def test_the_newest_version_is_understood(stand: Stand, tag: str, version: str):
    stand.answers["/latest"] = reply(release(tag))
    assert newest_version(stand.url("/latest")) == Version(version)


def test_nothing_is_sent_but_the_question(stand: Stand):
    stand.answers["/latest"] = reply(release("v1"))
    newest_version(stand.url("/latest"))
    ((command, path, headers),) = stand.requests
    assert (command, path, headers["User-Agent"]) == ("GET", "/latest", "ToonClip")
    assert set(headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_renamed_project_is_followed(stand: Stand):
    stand.answers["/old"] = reply(b"", 301, Location=stand.url("/new"))
    stand.answers["/new"] = reply(release("v3"))
    assert newest_version(stand.url("/old")) == Version("3")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(b"{"), "names no version"),
        (reply(b"\xff\xfe"), "names no version"),
        (reply(b"[]"), "names no version"),
        (reply(b"[" * 200_000), "names no version"),
        (reply(b"null"), "names no version"),
        (reply(release("nightly")), "names no version"),
        (reply(release(None)), "names no version"),
        (reply(b"{}"), "names no version"),
        (reply(b"gone", 404), "No release"),
        (reply(b"limit", 403), "error 403"),
        (reply(b"broken", 500), "error 500"),
        (reply(b"", 302, Location="/latest"), "error 302"),
        (reply(b"", 302, Location="file:///etc/passwd"), "error 302"),
        (without_end, "names no version"),
        (dripping, "cannot be reached"),
        (silent, "cannot be reached"),
    ],
)
def test_whatever_a_server_does_is_one_plain_error(stand: Stand, answer: Answer, said: str):
    stand.answers["/latest"] = answer
    with pytest.raises(UpdateCheckFailed, match=said):
        newest_version(stand.url("/latest"), silent_s=0.5, longest_s=0.6)


def test_no_network_is_said(stand: Stand):
    stand.server_close()
    with pytest.raises(UpdateCheckFailed, match="cannot be reached") as caught:
        newest_version(stand.url("/latest"))
    assert caught.value.hint
