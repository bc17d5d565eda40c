"""Installing models: from a folder, a .zip and the hub; whatever goes wrong, nothing half-made is left."""

import errno
import io
import json
import shutil
import ssl
import zipfile
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import URLError
from urllib.request import OpenerDirector, Request

import numpy as np
import pytest

from core.errors import (
    AppError,
    InputError,
    ManifestInvalid,
    ModelDownloadFailed,
    ModelFileCorrupt,
    ModelNotFound,
    NoSpace,
)
from core.generators import hub as hub_module
from core.generators import install as install_module
from core.generators.install import Installation, Outcome, install_model, remove_model
from core.generators.library import ModelLibrary
from core.generators.loader import load_generator
from core.manifest import MANIFEST_NAME, ModelFile, file_sha256
from fakes import picture
from hub_stand_in import COMMIT, TOKEN, HubStandIn, Mishap, serving
from tiny_model import write_inverter, write_tiny_manifest

REPO = "hf://someone/tiny"


class Shelf:
    """A bundled and a person's models folder."""

    def __init__(self, root: Path) -> None:
        self.bundled, self.own = root / "bundled", root / "own"
        self.library = ModelLibrary(self.bundled, self.own)

    def add(self, source: object, **options: object) -> Installation:
        return install_model(str(source), self.library, self.own, **options)  # type: ignore[arg-type]

    def remove(self, model_id: str) -> Path:
        return remove_model(model_id, self.library, self.own)

    def contents(self) -> dict[str, bytes]:
        """Every file in the person's folder, hidden ones too."""
        found = self.own.rglob("*") if self.own.exists() else ()
        return {path.relative_to(self.own).as_posix(): path.read_bytes() for path in found if path.is_file()}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> Iterator[HubStandIn]:
    with serving(monkeypatch) as stand_in:
        stand_in.add_folder("someone/tiny", tiny_model_dir)
        yield stand_in


@pytest.fixture
def complete_dir(tiny_model_dir: Path) -> Path:
    """The tiny model with everything that belongs to it, and some things that do not."""
    for name in ("card.md", "sample.png", "expected.png", "notes.txt", "sub/secret.txt"):
        (tiny_model_dir / name).parent.mkdir(exist_ok=True)
        (tiny_model_dir / name).write_text(name)
    return tiny_model_dir


def packed(folder: Path, path: Path, *, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(folder.rglob("*")):
            archive.write(member, prefix + member.relative_to(folder).as_posix())
    return path


def edited(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def source_of(kind: str, folder: Path, hub: HubStandIn) -> str:
    match kind:
        case "folder":
            return str(folder)
        case "zip":
            return str(packed(folder, folder.parent / "model.zip"))
        case "zip in a folder":
            return str(packed(folder, folder.parent / "Model.ZIP", prefix="tiny-main/"))
        case "toonclip":
            return str(packed(folder, folder.parent / "model.toonclip"))
        case _:
            hub.add_folder("someone/tiny", folder)
            return REPO


KINDS = ["folder", "zip", "zip in a folder", "toonclip", "hub"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_is_installed_whole_and_works(kind: str, shelf: Shelf, complete_dir: Path, hub: HubStandIn):
    told: list[tuple[int, int | None]] = []

    done = shelf.add(source_of(kind, complete_dir, hub), progress=lambda *counts: told.append(counts))

    assert done.outcome is Outcome.INSTALLED
    names = {"manifest.json", "model.onnx", "card.md", "sample.png", "expected.png"}
    assert set(shelf.contents()) == {f"tiny-inverter/{name}" for name in names}
    assert (done.model.folder / "model.onnx").read_bytes() == (complete_dir / "model.onnx").read_bytes()
    assert told[-1] == (sum(len(content) for content in shelf.contents().values()),) * 2
    (found,) = shelf.library.models()
    assert found == done.model
    generator = load_generator(found, threads=1)
    assert (generator.generate(picture(64, 48, 100)) == 155).all()


@pytest.mark.parametrize("kind", ["folder", "hub"])
def test_a_coreml_package_is_a_folder(kind: str, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn):
    package = tiny_model_dir / "model.mlpackage"
    (package / "Data" / "weights").mkdir(parents=True)
    (package / "Manifest.json").write_text("{}")
    (package / "Data" / "weights" / "weight.bin").write_bytes(b"\1" * 9)
    files = [
        ModelFile(
            runtime="onnx", precision="fp32", path="model.onnx", sha256=file_sha256(tiny_model_dir / "model.onnx")
        ),
        ModelFile(runtime="coreml", precision="fp16", path="model.mlpackage", sha256=file_sha256(package)),
    ]
    write_tiny_manifest(tiny_model_dir, files=tuple(files))

    shelf.add(source_of(kind, tiny_model_dir, hub))

    assert shelf.contents()["tiny-inverter/model.mlpackage/Data/weights/weight.bin"] == b"\1" * 9


def test_the_same_model_again_changes_nothing(shelf: Shelf, tiny_model_dir: Path):
    shelf.add(tiny_model_dir)
    before = (shelf.own / "tiny-inverter").stat().st_ino

    assert shelf.add(tiny_model_dir).outcome is Outcome.UNCHANGED
    assert (shelf.own / "tiny-inverter").stat().st_ino == before


def test_a_bundled_model_is_installed_already(shelf: Shelf, tiny_model_dir: Path):
    shutil.copytree(tiny_model_dir, shelf.bundled / "tiny-inverter")

    assert shelf.add(tiny_model_dir).outcome is Outcome.UNCHANGED
    assert not shelf.contents()


def test_another_version_replaces_the_installed_one_where_it_is(shelf: Shelf, tiny_model_dir: Path):
    shelf.add(tiny_model_dir)
    (shelf.own / "tiny-inverter").rename(shelf.own / "My favourite")
    (tiny_model_dir / "card.md").write_text("new")
    write_tiny_manifest(tiny_model_dir, version="2.0.0")

    done = shelf.add(tiny_model_dir)

    assert (done.outcome, done.previous_version) == (Outcome.REPLACED, "1.0.0")
    assert {path.name for path in shelf.own.iterdir()} == {"My favourite"}
    assert shelf.contents()["My favourite/card.md"] == b"new"
    assert [model.manifest.version for model in shelf.library.models()] == ["2.0.0"]


def test_a_damaged_installation_is_repaired(shelf: Shelf, tiny_model_dir: Path):
    shelf.add(tiny_model_dir)
    (shelf.own / "tiny-inverter" / "model.onnx").write_bytes(b"rotten")

    assert shelf.add(tiny_model_dir).outcome is Outcome.REPLACED
    assert shelf.contents()["tiny-inverter/model.onnx"] == (tiny_model_dir / "model.onnx").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("installed", [False, True])
def test_a_wrong_hash_installs_nothing(
    kind: str, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn, *, installed: bool
):
    if installed:
        shelf.add(tiny_model_dir)
    before = shelf.contents()
    write_tiny_manifest(tiny_model_dir, version="2.0.0")
    content = bytearray((tiny_model_dir / "model.onnx").read_bytes())
    content[-1] ^= 1
    (tiny_model_dir / "model.onnx").write_bytes(content)

    with pytest.raises(ModelFileCorrupt, match=r"model\.onnx of .* is damaged: its SHA-256") as caught:
        shelf.add(source_of(kind, tiny_model_dir, hub))

    assert "Nothing was installed" in caught.value.hint
    assert ".partial" not in str(caught.value)
    assert shelf.contents() == before
    assert not [path for path in shelf.own.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_the_manifest_names_is_missing(kind: str, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn):
    (tiny_model_dir / "model.onnx").unlink()

    with pytest.raises(ModelFileCorrupt, match=r"model\.onnx"):
        shelf.add(source_of(kind, tiny_model_dir, hub))

    assert not shelf.contents()


@pytest.mark.parametrize("name", ["../evil.onnx", "/etc/passwd", "a/../../b", "C:evil", "..\\evil"])
@pytest.mark.parametrize("kind", ["folder", "zip", "hub"])
def test_a_manifest_cannot_name_files_outside(
    kind: str, name: str, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn
):
    for change in (
        lambda manifest: manifest["files"][0].update(path=name),
        lambda manifest: manifest["parity"].update(sample=name),
    ):
        write_tiny_manifest(tiny_model_dir)
        edited(tiny_model_dir, change)
        with pytest.raises(ManifestInvalid):
            shelf.add(source_of(kind, tiny_model_dir, hub))
    assert not shelf.contents()


def test_a_manifest_cannot_name_itself_as_a_file(shelf: Shelf, tiny_model_dir: Path):
    edited(tiny_model_dir, lambda manifest: manifest["parity"].update(sample="Manifest.json"))

    with pytest.raises(ManifestInvalid, match=r"Manifest\.json"):
        shelf.add(tiny_model_dir)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id": "../x"}', b"\xff" * 99, b" " * (1 << 20) + b"{}"])
@pytest.mark.parametrize("kind", ["folder", "hub"])
def test_a_manifest_that_is_none(kind: str, content: bytes, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn):
    (tiny_model_dir / MANIFEST_NAME).write_bytes(content)

    with pytest.raises(ManifestInvalid, match=r"manifest\.json of"):
        shelf.add(source_of(kind, tiny_model_dir, hub))

    assert not shelf.contents()


@pytest.mark.parametrize("kind", ["folder", "hub"])
def test_more_than_the_limit_is_refused(kind: str, shelf: Shelf, tiny_model_dir: Path, hub: HubStandIn):
    with pytest.raises(InputError, match="larger than the 0 MB"):
        shelf.add(source_of(kind, tiny_model_dir, hub), size_limit_bytes=20)

    assert not shelf.contents()


def test_a_zip_bomb_is_stopped_though_it_lies_about_its_size(shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    (tiny_model_dir / "model.onnx").write_bytes(bytes(4_000_000))
    path = packed(tiny_model_dir, tmp_path / "bomb.zip")
    honest = (4_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (20).to_bytes(4, "little")))
    assert path.stat().st_size < 100_000

    with pytest.raises((InputError, ModelFileCorrupt)):
        shelf.add(path, size_limit_bytes=1_000_000)
    packed(tiny_model_dir, path)
    with pytest.raises(InputError, match="larger than the 1 MB"):
        shelf.add(path, size_limit_bytes=1_000_000)

    assert not shelf.contents()


@pytest.mark.parametrize("name", ["../../outside.txt", "/outside.txt", "a/../../outside.txt", "C:/outside.txt"])
def test_an_archive_that_leads_out_of_itself_is_refused(name: str, shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    path = packed(tiny_model_dir, tmp_path / "model.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "evil")

    with pytest.raises(InputError, match="leads out of the archive"):
        shelf.add(path)

    assert not shelf.contents()
    assert not list(tmp_path.parent.rglob("outside.txt"))


def test_a_link_in_an_archive_is_not_followed(shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    (tiny_model_dir / "model.onnx").unlink()
    path = packed(tiny_model_dir, tmp_path / "model.zip")
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("model.onnx")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(ModelFileCorrupt):
        shelf.add(path)

    assert not shelf.contents()


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped", "no manifest", "deep manifest"])
def test_a_damaged_zip(damage: str, shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    path = packed(tiny_model_dir, tmp_path / "model.zip", prefix="a/b/" if damage == "deep manifest" else "")
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[80:120] = bytes(40)
    path.write_bytes({"empty": b"", "text": b"no zip", "cut": content[:-30]}.get(damage, bytes(content)))
    if damage == "no manifest":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("model.onnx", b"x")

    with pytest.raises(AppError) as caught:
        shelf.add(path)

    assert caught.value.user_mistake
    assert not shelf.contents()


@pytest.mark.parametrize(
    "source",
    [
        "missing",
        "model.onnx",
        "https://huggingface.co/a/b",
        "hf://a",
        "hf://a/b/c",
        "hf://../b",
        "hf://a/b@",
        "",
        "x" * 300,
    ],
)
def test_what_is_no_source(source: str, shelf: Shelf, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tiny_model_dir)
    (tiny_model_dir / MANIFEST_NAME).unlink()

    with pytest.raises(AppError) as caught:
        shelf.add(source)

    assert caught.value.user_mistake
    assert caught.value.hint


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
        (Mishap(keep=10), ModelDownloadFailed, "ended after 10 of"),
    ],
)
@pytest.mark.parametrize("file", ["manifest.json", "model.onnx"])
def test_the_hub_fails(file: str, mishap: Mishap, error: type[AppError], words: str, shelf: Shelf, hub: HubStandIn):
    hub.mishaps[file] = mishap

    with pytest.raises(error, match=words):
        shelf.add(REPO)

    assert not shelf.contents()


@pytest.mark.parametrize("file", ["manifest.json", "model.onnx"])
def test_a_silent_hub_is_given_up(file: str, shelf: Shelf, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(install_module, "HubOrigin", lambda address: hub_module.HubOrigin(address, timeout_s=0.1))
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
    follow = hub_module._SafeRedirects()
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


@pytest.mark.parametrize("kind", ["folder", "hub"])
@pytest.mark.parametrize(
    ("failure", "expected"), [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(errno.ENOSPC, "full"), NoSpace)]
)
def test_what_stops_it_leaves_nothing(
    kind: str,
    failure: BaseException,
    expected: type[BaseException],
    shelf: Shelf,
    tiny_model_dir: Path,
    hub: HubStandIn,
):
    def stop(done: int, _total: int | None) -> None:
        raise failure

    with pytest.raises(expected):
        shelf.add(source_of(kind, tiny_model_dir, hub), progress=stop)

    assert list(shelf.own.iterdir()) == []


def test_when_the_new_version_cannot_take_its_place_the_old_one_stays(
    shelf: Shelf, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.add(tiny_model_dir)
    before = shelf.contents()
    write_tiny_manifest(tiny_model_dir, version="2.0.0")
    really = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return really(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        shelf.add(tiny_model_dir)

    assert shelf.contents() == before
    assert [path.name for path in shelf.own.iterdir()] == ["tiny-inverter"]


def test_the_persons_folder_cannot_be_made(tmp_path: Path, tiny_model_dir: Path):
    (tmp_path / "file").write_text("")
    own = tmp_path / "file" / "models"

    with pytest.raises(AppError, match="cannot be written"):
        install_model(str(tiny_model_dir), ModelLibrary(tmp_path / "none", own), own)


def test_a_model_is_removed(shelf: Shelf, tiny_model_dir: Path):
    shutil.copytree(tiny_model_dir, shelf.bundled / "tiny-inverter")
    write_tiny_manifest(tiny_model_dir, version="2.0.0")
    shelf.add(tiny_model_dir)

    shelf.remove("tiny-inverter")

    assert list(shelf.own.iterdir()) == []
    assert [(model.manifest.version, model.bundled) for model in shelf.library.models()] == [("1.0.0", True)]


def test_a_damaged_model_is_removed_by_its_folder(shelf: Shelf):
    (shelf.own / "broken").mkdir(parents=True)

    shelf.remove("broken")

    assert list(shelf.own.iterdir()) == []


def test_what_is_not_removed(shelf: Shelf, tiny_model_dir: Path):
    shutil.copytree(tiny_model_dir, shelf.bundled / "tiny-inverter")
    shelf.own.mkdir()

    with pytest.raises(InputError, match="came with the program"):
        shelf.remove("tiny-inverter")
    for name in ("other", "..", ".", "", "../bundled", str(shelf.bundled)):
        with pytest.raises(ModelNotFound):
            shelf.remove(name)

    assert len(shelf.library.models()) == 1
    assert np.all([path.exists() for path in (shelf.own, shelf.bundled)])


def test_what_a_killed_program_left_is_cleared_later(
    shelf: Shelf, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    left = shelf.own / ".tiny-inverter-abc.partial"
    left.mkdir(parents=True)
    write_inverter(left / "model.onnx")
    monkeypatch.setattr(install_module, "_STALE_S", -60)

    shelf.add(tiny_model_dir)

    assert [path.name for path in shelf.own.iterdir()] == ["tiny-inverter"]
