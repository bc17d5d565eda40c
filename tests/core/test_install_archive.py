"""Hostile and damaged archives: nothing of them is installed, and nothing outside is touched."""

import zipfile
from pathlib import Path

import pytest

from core.errors import (
    AppError,
    InputError,
    ModelFileCorrupt,
)
from support.model_shelf import Shelf, packed


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


@pytest.mark.parametrize(
    "name", ["../../outside.txt", "/outside.txt", "a/../../outside.txt", "C:/outside.txt", "..\\outside.txt", "\\x"]
)
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
    path = packed(tiny_model_dir, tmp_path / "model.zip", prefix="a/b/c/d/e/" if damage == "deep manifest" else "")
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


def test_an_archive_of_several_models(shelf: Shelf, tiny_model_dir: Path, tmp_path: Path):
    path = packed(tiny_model_dir, tmp_path / "models.zip", prefix="main/one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(tiny_model_dir / "manifest.json", "main/two/manifest.json")

    with pytest.raises(InputError, match=r"several models: main/one/manifest\.json, main/two"):
        shelf.add(path)
