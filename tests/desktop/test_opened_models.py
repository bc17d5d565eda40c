"""A packed model that is opened is installed: by its name in the window, and never half."""

import shutil
import zipfile
from pathlib import Path

import pytest

from core.errors import InputError, ModelNotFound
from desktop.live.opened_models import OpenedModels
from desktop.system.paths import ModelFolders
from support.tiny_model import write_tiny_manifest


@pytest.fixture
def packed(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A model whose id is not the installed one's."""
    folder = tmp_path / "other"
    shutil.copytree(tiny_model_dir, folder)
    write_tiny_manifest(folder, id="other", title="Other Style")
    path = tmp_path / "Downloaded (1).toonclip"
    with zipfile.ZipFile(path, "w") as archive:
        for member in folder.iterdir():
            archive.write(member, member.name)
    return path


@pytest.fixture
def library(tiny_model_dir: Path, tmp_path: Path) -> OpenedModels:
    shutil.copytree(tiny_model_dir, tmp_path / "bundled" / "tiny-inverter")
    return OpenedModels(ModelFolders(tmp_path / "bundled", tmp_path / "own"))


def test_a_packed_model_is_found_installed(library: OpenedModels, packed: Path, tmp_path: Path):
    first = library.find(str(packed))
    again = library.find(str(packed))

    assert first == again == library.find("other")
    assert first.folder == tmp_path / "own" / "other"


def test_anything_else_is_found_as_ever(library: OpenedModels, tmp_path: Path):
    assert library.find("tiny-inverter").bundled
    with pytest.raises(ModelNotFound):
        library.find("none")
    with pytest.raises(InputError, match="does not exist"):
        library.find(str(tmp_path / "missing.toonclip"))
    assert not (tmp_path / "own").exists()


def test_one_that_is_dropped_draws_and_is_known_by_its_id(rig, library: OpenedModels, packed: Path):
    rig.library = library
    rig.start()
    assert rig.live.models.current == "tiny-inverter"

    rig.window.path_dropped.emit(packed)
    rig.until(lambda: rig.controls.model.words == "Other Style")
    packed.unlink()

    assert rig.live.models.current == rig.live.settings.current.model == "other"
    rig.until(lambda: "other" in [model.manifest.id for model in rig.live.models.models])
    rig.click_menu(rig.controls.model, "Other Style")
    rig.until(lambda: not rig.live.models.loading)
    assert not rig.cards


def test_a_broken_one_is_said_and_the_old_one_goes_on(rig, library: OpenedModels, tmp_path: Path):
    broken = tmp_path / "broken.toonclip"
    broken.write_bytes(b"no archive")
    rig.library = library
    rig.start()

    rig.window.path_dropped.emit(broken)
    rig.until(lambda: rig.card("model"))

    assert rig.live.models.current == "tiny-inverter"
    assert not (tmp_path / "own" / "broken").exists()
