"""Installing models: whole and working, or nothing; removing them again."""

import errno
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from core.errors import (
    AppError,
    InputError,
    ModelNotFound,
    NoSpace,
)
from core.generators.loader import load_generator
from core.models.install import Outcome, install_model
from core.models.library import ModelLibrary
from core.models.manifest import MANIFEST_NAME, ModelFile, file_sha256
from support.fakes import picture
from support.hub_stand_in import HubStandIn
from support.model_shelf import KINDS, Shelf, source_of
from support.tiny_model import write_inverter, write_tiny_manifest


@pytest.fixture
def complete_dir(tiny_model_dir: Path) -> Path:
    """The tiny model with everything that belongs to it, and some things that do not."""
    for name in ("card.md", "sample.png", "expected.png", "notes.txt", "sub/secret.txt"):
        (tiny_model_dir / name).parent.mkdir(exist_ok=True)
        (tiny_model_dir / name).write_text(name)
    return tiny_model_dir


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_is_installed_whole_and_works(kind: str, shelf: Shelf, complete_dir: Path, hub: HubStandIn):
    told: list[tuple[int, int | None]] = []

    done = shelf.add(source_of(kind, complete_dir, hub), progress=lambda *counts: told.append(counts))

    assert done.outcome is Outcome.INSTALLED
    names = {"manifest.json", "model.onnx", "card.md", "sample.png", "expected.png"}
    contents = shelf.contents()
    assert ("tiny-inverter/hub.json" in contents) == (kind == "hub")
    contents.pop("tiny-inverter/hub.json", None)
    assert set(contents) == {f"tiny-inverter/{name}" for name in names}
    assert (done.model.folder / "model.onnx").read_bytes() == (complete_dir / "model.onnx").read_bytes()
    assert told[-1] == (sum(len(content) for content in contents.values()),) * 2
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
        install_model(str(tiny_model_dir), ModelLibrary(tmp_path / "none", own))


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


def test_what_a_killed_program_left_is_cleared_a_day_later(shelf: Shelf, tiny_model_dir: Path):
    old, fresh = shelf.own / ".tiny-inverter-abc.partial", shelf.own / ".tiny-inverter-def.partial"
    for left in (old, fresh):
        left.mkdir(parents=True)
        write_inverter(left / "model.onnx")
    two_days_ago_s = time.time() - 2 * 24 * 3600  # noqa: TID251 - as st_mtime
    os.utime(old, (two_days_ago_s, two_days_ago_s))

    shelf.add(tiny_model_dir)

    assert {path.name for path in shelf.own.iterdir()} == {"tiny-inverter", fresh.name}
