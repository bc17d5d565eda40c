"""A stand-in for the Hugging Face Hub: a real HTTP server on this computer that keeps its repositories in memory."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

TOKEN = "hf_stand_in"
COMMIT_HEADER = "X-Repo-Commit"
COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class Mishap:
    """What goes wrong with the answer to a GET of a file.

    Attributes:
        status: instead of 200.
        headers: added to the answer.
        keep: how many bytes of the body are sent before the connection ends; None: all.
        silent: nothing is sent after the headers until the stand-in stops.
        trickle_s: between the bytes of the body, or of the headers where `trickles_headers`.
        trickles_headers: what trickles.
        times: how many answers go wrong; None: all.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    keep: int | None = None
    silent: bool = False
    trickle_s: float = 0.0
    trickles_headers: bool = False
    times: int | None = None

    def happens(self) -> bool:
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


@dataclass
class HubStandIn:
    """Attributes:
    url: what HF_ENDPOINT is set to.
    repos: files by name of each repository: models/OWNER/NAME or spaces/OWNER/NAME.
    mishaps: by a file's name.
    refusals: status and error code by what a path of the API starts with.
    requests: method, path, and headers of every request.
    storage: the address of its storage, which is another server to the client.
    private: its models need the token.
    resumes: it answers to a Range; else it sends all again.
    """

    url: str = ""
    storage: str = ""
    private: bool = False
    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    mishaps: dict[str, Mishap] = field(default_factory=dict)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    created: list[dict[str, object]] = field(default_factory=list)
    resumes: bool = True
    large: dict[str, bytes] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def add_folder(self, repo: str, folder: Path) -> None:
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self.repos[f"models/{repo}"] = files

    def paths(self) -> list[str]:
        return [urlsplit(path).path for _, path, _ in self.requests]


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStandIn]:
    """The stand-in, running, with HF_ENDPOINT pointing at it; its threads have ended afterwards."""
    hub = HubStandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = False
    hub.url = f"http://127.0.0.1:{server.server_port}"
    hub.storage = f"http://localhost:{server.server_port}"
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    try:
        yield hub
    finally:
        hub.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: HubStandIn

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the client gave up, as it should
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class names it
        pass

    def do_GET(self) -> None:
        path = self._note()
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"] and parts[4:5] == ["tree"]:
            self._send_tree("/".join(parts[2:4]), "/".join(parts[6:]))
        elif parts[:2] == ["api", "resolve-cache"]:
            self._send_cached("/".join(parts[2:5]), "/".join(parts[6:]))
        elif len(parts) > 4 and parts[2] == "resolve":
            self._send_file(f"models/{parts[0]}/{parts[1]}", "/".join(parts[4:]))
        elif parts[0] == "storage":
            self._send_body(self.hub.large[parts[1]], Mishap())
        else:
            self._send_error(404, "RepoNotFound")

    def do_POST(self) -> None:
        path, body = self._note(), self._body()
        if refusal := next((value for key, value in self.hub.refusals.items() if path.startswith(key)), None):
            self._send_error(*refusal)
        elif self.headers.get("Authorization") not in {f"Bearer {TOKEN}", None} or (
            path.startswith("/api/") and path != "/api/validate-yaml" and "Authorization" not in self.headers
        ):
            self._send_error(401, "")
        elif path == "/api/repos/create":
            self._create(json.loads(body))
        elif path == "/api/validate-yaml":
            self._send_json({"errors": [], "warnings": []})
        elif "/preupload/" in path:
            self._send_json({"files": [_upload_mode(file["path"]) for file in json.loads(body)["files"]]})
        elif path.endswith("/info/lfs/objects/batch"):
            self._send_json({"transfer": "basic", "objects": [self._storage(o) for o in json.loads(body)["objects"]]})
        elif "/commit/" in path:
            self._commit(path.removeprefix("/api/").split("/commit/")[0], body)
        else:
            self._send_error(404, "")

    def do_PUT(self) -> None:
        oid, body = self._note().rsplit("/", 1)[-1], self._body()
        assert hashlib.sha256(body).hexdigest() == oid
        self.hub.large[oid] = body
        self._send_json({})

    def _note(self) -> str:
        self.hub.requests.append((self.command, self.path, dict(self.headers)))
        return unquote(urlsplit(self.path).path)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send_file(self, repo: str, name: str) -> None:
        files = self.hub.repos.get(repo)
        if files is None:
            self._send_error(401, "RepoNotFound")
        elif name not in files:
            self._send_error(404, "EntryNotFound")
        elif name in self.hub.mishaps and self.hub.mishaps[name].happens():
            self._send_body(files[name], self.hub.mishaps[name])
        elif name.endswith(".onnx"):
            # As the hub does: large files are on another server, small ones behind a cache of its own.
            oid = hashlib.sha256(files[name]).hexdigest()
            self.hub.large[oid] = files[name]
            self._send_body(b"", Mishap(302, {"Location": f"{self.hub.storage}/storage/{oid}", COMMIT_HEADER: COMMIT}))
        else:
            cached = f"/api/resolve-cache/{repo}/{COMMIT}/{name}"
            self._send_body(b"", Mishap(307, {"Location": cached, COMMIT_HEADER: COMMIT}))

    def _send_cached(self, repo: str, name: str) -> None:
        if self.hub.private and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send_error(401, "RepoNotFound")
        else:
            self._send_body(self.hub.repos[repo][name], Mishap())

    def _send_body(self, body: bytes, mishap: Mishap) -> None:
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if start and mishap.status == 200 and self.hub.resumes:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            body = body[start:]
        else:
            self.send_response(mishap.status)
        self.send_header("Content-Length", str(len(body)))
        if mishap.trickles_headers:
            self._trickle(b"HTTP/1.1 200 OK\r\nX-Wait: " + b"x" * 1000, mishap.trickle_s)
            return
        for name, value in mishap.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if mishap.silent:
            self.hub.stopping.wait()
        elif mishap.trickle_s:
            self._trickle(body, mishap.trickle_s)
        else:
            self.wfile.write(body[: mishap.keep])
        self.close_connection = True

    def _trickle(self, content: bytes, gap_s: float) -> None:
        self.close_connection = True
        for number in range(len(content)):
            if self.hub.stopping.wait(gap_s):
                return
            self.wfile.write(content[number : number + 1])

    def _send_tree(self, repo: str, folder: str) -> None:
        files = self.hub.repos[f"models/{repo}"]
        listed = [{"type": "file", "path": name} for name in files if name.startswith(f"{folder}/")]
        assert parse_qs(urlsplit(self.path).query) == {"recursive": ["true"]}
        self._send_json([{"type": "directory", "path": f"{folder}/Data"}, *listed])

    def _create(self, wanted: dict[str, object]) -> None:
        self.hub.created.append(wanted)
        kind = f"{wanted.get('type', 'model')}s"
        name = f"{wanted['organization']}/{wanted['name']}"
        self.hub.repos.setdefault(f"{kind}/{name}", {})
        self._send_json({"url": f"{self.hub.url}/{name if kind == 'models' else f'{kind}/{name}'}"})

    def _storage(self, thing: dict[str, object]) -> dict[str, object]:
        return {**thing, "actions": {"upload": {"href": f"{self.hub.storage}/storage/{thing['oid']}"}}}

    def _commit(self, repo: str, body: bytes) -> None:
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                self.hub.repos[repo][value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                self.hub.repos[repo][value["path"]] = self.hub.large[value["oid"]]
        name = repo.removeprefix("models/")
        answer = {"commitUrl": f"{self.hub.url}/{name}/commit/{COMMIT}", "commitOid": COMMIT, "success": True}
        self._send_json(answer)

    def _send_json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_error(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _upload_mode(path: str) -> dict[str, object]:
    mode = "lfs" if path.endswith((".onnx", ".png")) else "regular"
    return {"path": path, "uploadMode": mode, "shouldIgnore": False, "oid": None}
