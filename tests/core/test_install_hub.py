"""The model hub: its commits, tokens, failures and silence."""

import io
import ssl
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import URLError
from urllib.request import OpenerDirector, Request

import pytest

from core.errors import (
    AppError,
    InputError,
    ModelDownloadFailed,
    ModelFileCorrupt,
    ModelNotFound,
)
from core.models import hub as hub_module
from core.models import install as install_module
from support.hub_stand_in import COMMIT, TOKEN, HubStandIn, Mishap, serving
from support.model_shelf import REPO, Shelf


def test_every_file_comes_from_the_commit_of_the_first(shelf: Shelf, hub: HubStandIn):
    shelf.add(f"{REPO}@v1.0")

    resolved = [path for path in hub.paths() if "/resolve/" in path]
    assert resolved[0] == "/someone/tiny/resolve/v1.0/manifest.json"
    assert all(path.startswith(f"/someone/tiny/resolve/{COMMIT}/") for path in resolved[1:])


def test_the_token_goes_to_the_hub_and_not_to_its_storage(
    shelf: Shelf, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch
):
    hub.private = True
    with pytest.raises(ModelNotFound, match="not public"):
        shelf.add(REPO)
    hub.requests.clear()
    monkeypatch.setenv("HF_TOKEN", TOKEN)

    shelf.add(REPO)

    sent = {path.split("/")[1]: headers.get("Authorization") for _, path, headers in hub.requests}
    assert sent == {"someone": f"Bearer {TOKEN}", "api": f"Bearer {TOKEN}", "storage": None}


@pytest.mark.parametrize(
    ("mishap", "error", "words"),
    [
        (Mishap(500), ModelDownloadFailed, "answered 500"),
        (Mishap(503), ModelDownloadFailed, "answered 503"),
        (Mishap(429), ModelDownloadFailed, "answered 429"),
        (Mishap(403), ModelNotFound, "not public"),
        (Mishap(404, {"X-Error-Code": "RevisionNotFound"}), ModelNotFound, "no revision “main”"),
        (Mishap(404, {"X-Error-Code": "RepoNotFound"}), ModelNotFound, "no model hf://someone/tiny"),
        (Mishap(302, {"Location": "file:///etc/passwd"}), ModelDownloadFailed, "not allowed"),
        (Mishap(keep=0), ModelDownloadFailed, "ended after 0 of"),
    ],
)
@pytest.mark.parametrize("file", ["manifest.json", "model.onnx"])
def test_the_hub_fails(
    file: str,
    mishap: Mishap,
    error: type[AppError],
    words: str,
    shelf: Shelf,
    hub: HubStandIn,
    monkeypatch: pytest.MonkeyPatch,
):
    be_impatient(monkeypatch)
    hub.mishaps[file] = mishap

    with pytest.raises(error, match=words):
        shelf.add(REPO)

    assert not shelf.contents()


def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        install_module, "HubOrigin", lambda address: hub_module.HubOrigin(address, timeout_s=0.1, pause_s=0)
    )


@pytest.mark.parametrize("trickles_headers", [False, True])
@pytest.mark.parametrize("file", ["manifest.json", "model.onnx"])
def test_a_hub_that_trickles_is_given_up(
    file: str, shelf: Shelf, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch, *, trickles_headers: bool
):
    be_impatient(monkeypatch)
    hub.mishaps[file] = Mishap(trickle_s=0.02, trickles_headers=trickles_headers)

    with pytest.raises(ModelDownloadFailed, match="sends too slowly"):
        shelf.add(REPO)

    assert not shelf.contents()


@pytest.mark.parametrize("resumes", [True, False])
def test_a_download_that_breaks_off_goes_on_where_it_ended(
    shelf: Shelf, hub: HubStandIn, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch, *, resumes: bool
):
    be_impatient(monkeypatch)
    hub.resumes = resumes
    hub.mishaps["model.onnx"] = Mishap(keep=10, times=2)

    shelf.add(REPO)

    assert shelf.contents()["tiny-inverter/model.onnx"] == (tiny_model_dir / "model.onnx").read_bytes()
    asked = [headers.get("Range") for _, path, headers in hub.requests if "/resolve/" in path and "model.onnx" in path]
    assert asked == [None, "bytes=10-", "bytes=20-" if resumes else "bytes=10-"]


def test_what_changes_on_the_way_is_not_installed(shelf: Shelf, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch):
    """The rest of a download comes from another file: its hash tells."""
    be_impatient(monkeypatch)
    hub.mishaps["model.onnx"] = Mishap(keep=10, times=1)
    files = hub.repos["models/someone/tiny"]
    first = files["model.onnx"]

    def change(_done: int, _total: int | None) -> None:
        files["model.onnx"] = first[:50] + bytes(len(first) - 50)

    with pytest.raises(ModelFileCorrupt, match="SHA-256"):
        shelf.add(REPO, progress=change)

    assert not shelf.contents()


@pytest.mark.parametrize("file", ["manifest.json", "model.onnx"])
def test_a_silent_hub_is_given_up(file: str, shelf: Shelf, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch):
    be_impatient(monkeypatch)
    hub.mishaps[file] = Mishap(silent=True)

    with pytest.raises(ModelDownloadFailed, match=r"did not answer for 0\.1 s"):
        shelf.add(REPO)

    assert not shelf.contents()


def test_a_repository_that_does_not_exist(shelf: Shelf, hub: HubStandIn):
    with pytest.raises(ModelNotFound, match="no model hf://someone/else"):
        shelf.add("hf://someone/else")


def test_nobody_listens(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    with serving(monkeypatch):
        pass

    with pytest.raises(ModelDownloadFailed, match="cannot be reached: connection refused"):
        shelf.add(REPO)


@pytest.mark.parametrize("endpoint", ["file:///etc", "huggingface.co", "ftp://x"])
def test_an_endpoint_that_is_no_web_address(endpoint: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)

    with pytest.raises(InputError, match="HF_ENDPOINT"):
        shelf.add(REPO)


def test_a_redirect_never_leaves_the_encrypted_connection():
    follow = hub_module.SafeRedirects()
    request = Request("https://huggingface.co/a/b")

    with pytest.raises(URLError, match="not encrypted"):
        follow.redirect_request(request, io.BytesIO(), 302, "Found", HTTPMessage(), "http://huggingface.co/a/b")

    followed = follow.redirect_request(request, io.BytesIO(), 302, "Found", HTTPMessage(), "https://cdn/a")
    assert followed
    assert followed.full_url == "https://cdn/a"


def test_a_certificate_that_is_not_trusted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise URLError(ssl.SSLCertVerificationError())

    monkeypatch.setattr(OpenerDirector, "open", refuse)

    with pytest.raises(ModelDownloadFailed, match="certificate"):
        shelf.add(REPO)
