"""Names in a manifest lead to files of the model's folder, and links in the folder do not lead out of it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from core.errors import AppError, InputError, ManifestInvalid, ModelFileCorrupt
from core.models.library import InstalledModel
from core.models.manifest import MANIFEST_NAME, read_manifest, verify_file
from core.models.relative_path import is_inside, stays_inside
from support.model_shelf import Shelf

links = pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
OUTSIDE = [
    *("", ".", "..", "/etc/passwd", "../model.onnx", "a/../../b", "//server/share", "C:model.onnx", "a\\b", "a/.."),
    *(
        "a\0b",
        "a\nb",
        "\x1b[2Ja",
        "\ud800",
        "\u202egnp.exe",
        "a/b.",
        "a/b ",
        "con",
        "NUL.png",
        "a/com1.onnx",
        "x" * 256,
    ),
    "x/" * 50_000 + "x",
]
NAMED = {
    "files": lambda manifest, name: manifest["files"][0].update(path=name),
    "sample": lambda manifest, name: manifest["parity"].update(sample=name),
    "expected": lambda manifest, name: manifest["parity"].update(expected=name),
}


@pytest.mark.parametrize(
    "name", ["model.onnx", "a/b.bin", "a..b", "ä/ö.bin", "./model.onnx", "a b.png", "console", "x" * 255]
)
def test_names_that_stay_inside(name: str):
    assert is_inside(name)


@pytest.mark.parametrize("name", OUTSIDE, ids=range(len(OUTSIDE)))
def test_names_that_lead_out_on_some_system(name: str):
    assert not is_inside(name)


@pytest.mark.parametrize("field", NAMED)
@pytest.mark.parametrize("name", OUTSIDE, ids=range(len(OUTSIDE)))
def test_a_manifest_names_no_file_outside(field: str, name: str, tiny_model_dir: Path):
    path = tiny_model_dir / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    NAMED[field](manifest, name)
    path.write_text(json.dumps(manifest))

    with pytest.raises(ManifestInvalid) as caught:
        read_manifest(tiny_model_dir)
    assert len(caught.value.message) < 800


@links
def test_links_are_followed_before_it_is_said_where_they_lead(tmp_path: Path):
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "file").touch()
    for name, target in {"out": "../secret", "in": "file", "up": "..", "self": "self"}.items():
        (folder / name).symlink_to(target)
    (tmp_path / "other").symlink_to(folder)

    inside = {
        name: stays_inside(tmp_path / "other" / name, folder) for name in ("out", "in", "up/secret", "self", "file")
    }

    assert inside == {"out": False, "in": True, "up/secret": False, "self": False, "file": True}


def linked_outside(folder: Path, name: str) -> None:
    """Put the file somewhere else and a link in its place."""
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    if not (folder / name).exists():
        (folder / name).write_bytes(b"secret")
    shutil.move(folder / name, elsewhere / name)
    (folder / name).symlink_to(elsewhere / name)


@links
@pytest.mark.parametrize("name", ["model.onnx", "sample.png", "expected.png", "card.md", MANIFEST_NAME])
def test_a_folder_with_a_link_that_leads_out_is_not_installed(name: str, shelf: Shelf, tiny_model_dir: Path):
    linked_outside(tiny_model_dir, name)

    with pytest.raises(InputError, match="leads out of the folder"):
        shelf.add(tiny_model_dir)
    assert not shelf.contents()


@links
def test_a_network_that_is_a_link_out_of_its_folder_is_not_loaded(tiny_model_dir: Path):
    linked_outside(tiny_model_dir, "model.onnx")
    manifest = read_manifest(tiny_model_dir)

    with pytest.raises(ModelFileCorrupt, match="leads out"):
        verify_file(tiny_model_dir, manifest.files[0])


@links
def test_a_package_with_a_link_that_leads_out_is_neither_installed_nor_loaded(shelf: Shelf, tiny_model_dir: Path):
    package = tiny_model_dir / "model.mlpackage"
    package.mkdir()
    (package / "weights.bin").symlink_to("/etc/hostname")
    path = tiny_model_dir / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    manifest["files"][0].update(path=package.name)
    path.write_text(json.dumps(manifest))

    with pytest.raises(AppError, match="leads out"):
        shelf.add(tiny_model_dir)
    with pytest.raises(ModelFileCorrupt, match="leads out"):
        verify_file(tiny_model_dir, read_manifest(tiny_model_dir).files[0])


@links
def test_a_package_that_is_a_link_to_the_whole_disk_is_not_walked_through(
    shelf: Shelf, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    (tiny_model_dir / "model.mlpackage").symlink_to("/")
    path = tiny_model_dir / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    manifest["files"][0].update(path="model.mlpackage")
    path.write_text(json.dumps(manifest))

    def walk(*_: object) -> None:
        pytest.fail("the disk is walked through")

    monkeypatch.setattr(Path, "rglob", walk)

    with pytest.raises(InputError, match="leads out"):
        shelf.add(tiny_model_dir)
    with pytest.raises(ModelFileCorrupt, match="leads out"):
        verify_file(tiny_model_dir, read_manifest(tiny_model_dir).files[0])


@links
def test_the_pictures_of_a_model_are_shown_from_its_folder_alone(tiny_model_dir: Path):
    (tiny_model_dir / "sample.png").touch()
    linked_outside(tiny_model_dir, "expected.png")
    model = InstalledModel(read_manifest(tiny_model_dir), tiny_model_dir, bundled=False)

    assert model.file("sample.png") == tiny_model_dir / "sample.png"
    assert model.file("expected.png") is None
    assert model.file("missing.png") is None
