"""Manifests and files that are not what they say: nothing of such a model is installed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import (
    InputError,
    ManifestInvalid,
    ModelFileCorrupt,
)
from core.models.manifest import MANIFEST_NAME
from support.hub_stand_in import HubStandIn
from support.model_shelf import KINDS, Shelf, source_of
from support.tiny_model import write_tiny_manifest


def edited(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


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
