"""ModelOrigin, of a folder and of an archive: what members are, and what cannot be read is said."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from core.errors import InputError, ModelFileCorrupt
from core.models.origins import FolderOrigin, MemberMissing, ModelOrigin, ZipOrigin

FILES = {
    "manifest.json": b"{}",
    "model.onnx": bytes(range(256)) * 8192,  # more than is read at once
    "coreml/model.mlpackage/Manifest.json": b"coreml",
    "coreml/model.mlpackage/Data/weights.bin": b"",
}
PACKAGE = "coreml/model.mlpackage"


def folder_origin(root: Path) -> ModelOrigin:
    for name, content in FILES.items():
        path = root / "model" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return FolderOrigin(root / "model")


def archive(path: Path, files: dict[str, bytes], *, prefix: str = "", method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(prefix + name, content)
    return path


def zip_origin(root: Path) -> ModelOrigin:
    return ZipOrigin(archive(root / "model.zip", FILES))


def zip_origin_in_a_folder(root: Path) -> ModelOrigin:
    return ZipOrigin(archive(root / "model.zip", FILES, prefix="comic-main/"))


@pytest.fixture(params=[folder_origin, zip_origin, zip_origin_in_a_folder])
def origin(request: pytest.FixtureRequest, tmp_path: Path):
    origin: ModelOrigin = request.param(tmp_path)
    yield origin
    origin.close()


def test_every_member_is_read_whole_and_says_its_size(origin: ModelOrigin):
    for name, content in FILES.items():
        with origin.read(name) as opened:
            assert opened.size == len(content)
            assert b"".join(opened.chunks) == content


def test_a_file_is_its_own_only_member_and_a_folder_is_all_below_it(origin: ModelOrigin):
    assert origin.members("model.onnx") == ["model.onnx"]
    below = sorted(name for name in FILES if name.startswith(PACKAGE))
    assert sorted(origin.members(PACKAGE)) == sorted(origin.members(f"{PACKAGE}/")) == below


@pytest.mark.parametrize("name", ["card.md", "coreml", "model.onnx/more"])
def test_what_is_no_file_is_missing(origin: ModelOrigin, name: str):
    with pytest.raises(MemberMissing), origin.read(name):
        pass


def test_an_origin_is_named_after_its_path(origin: ModelOrigin, tmp_path: Path):
    assert Path(origin.name).parent == tmp_path


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose first byte cannot be read")
def test_a_file_that_cannot_be_read_is_named():
    origin = FolderOrigin(Path("/proc/self"))

    with pytest.raises(InputError, match=r"/proc/self/mem cannot be read: "), origin.read("mem") as opened:
        b"".join(opened.chunks)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "model.zip"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"model\.zip is not a \.zip that can be read"):
        ZipOrigin(path)


@pytest.mark.parametrize("files", [{}, {"model.onnx": b"x"}, {"a/b/c/d/e/manifest.json": b"{}"}])
def test_an_archive_without_a_manifest_near_its_top_is_no_model(tmp_path: Path, files: dict[str, bytes]):
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        ZipOrigin(archive(tmp_path / "model.zip", files))


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a\\..\\b"])
def test_an_archive_that_leads_out_is_refused_whole(tmp_path: Path, name: str):
    with pytest.raises(InputError, match="leads out of the archive"):
        ZipOrigin(archive(tmp_path / "model.zip", FILES | {name: b"evil"}))


def test_a_file_of_no_name_is_passed_over(tmp_path: Path):
    path = archive(tmp_path / "model.zip", FILES | {"@nameless": b"odd"})
    path.write_bytes(path.read_bytes().replace(b"@nameless", b"\0nameless"))  # read up to the zero

    origin = ZipOrigin(path)

    assert origin.members("model.onnx") == ["model.onnx"]
    with pytest.raises(MemberMissing), origin.read("nameless"):
        pass
    origin.close()


def test_an_archive_whose_names_are_no_text_is_refused(tmp_path: Path):
    path = archive(tmp_path / "model.zip", FILES | {"ä": b""})
    path.write_bytes(path.read_bytes().replace("ä".encode(), b"\xff\xff"))

    with pytest.raises(InputError, match="is damaged"):
        ZipOrigin(path)


def test_the_manifest_nearest_the_top_is_the_models(tmp_path: Path):
    origin = ZipOrigin(archive(tmp_path / "model.zip", {"examples/manifest.json": b"other", **FILES}))
    with origin.read("manifest.json") as opened:
        assert b"".join(opened.chunks) == b"{}"
    origin.close()


def test_a_member_whose_bytes_changed_is_damaged(tmp_path: Path):
    path = archive(tmp_path / "model.zip", FILES, method=zipfile.ZIP_STORED)
    content = FILES["model.onnx"]
    path.write_bytes(path.read_bytes().replace(content, content[:-1] + b"\0"))
    origin = ZipOrigin(path)

    with pytest.raises(ModelFileCorrupt, match=r"model\.onnx cannot be unpacked"), origin.read("model.onnx") as opened:
        b"".join(opened.chunks)
    origin.close()


def test_an_archive_with_a_password_is_said(tmp_path: Path):
    path = archive(tmp_path / "model.zip", FILES)
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit of encryption in each member's headers
        at = content.find(header)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(header, at + 4)
    path.write_bytes(content)
    origin = ZipOrigin(path)

    with pytest.raises(ModelFileCorrupt, match="has a password"), origin.read("manifest.json"):
        pass
    origin.close()


def test_an_archive_of_endless_names_is_refused_before_they_are_read(tmp_path: Path):
    path = archive(tmp_path / "model.zip", {f"{number:0250}": b"" for number in range(4000)})
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="too many files"):
            ZipOrigin(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 1e6


def test_an_archive_of_the_large_kind_is_refused(tmp_path: Path):
    path = tmp_path / "model.zip"
    path.write_bytes(b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + b"\xff" * 16 + bytes(2))

    with pytest.raises(InputError, match="too many files"):
        ZipOrigin(path)


def test_a_comment_at_an_archives_end_does_not_matter(tmp_path: Path):
    path = archive(tmp_path / "model.zip", FILES)
    with zipfile.ZipFile(path, "a") as packed:
        packed.comment = b"x" * 60_000
    ZipOrigin(path).close()
