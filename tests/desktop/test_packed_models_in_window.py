"""A packed model that is opened is installed: by its name in the window, and never half."""

import shutil
from pathlib import Path

import pytest

from core.foreign.opening import OpeningLibrary


@pytest.fixture
def library(tiny_model_dir: Path, tmp_path: Path) -> OpeningLibrary:
    shutil.copytree(tiny_model_dir, tmp_path / "bundled" / "tiny-inverter")
    return OpeningLibrary(tmp_path / "bundled", tmp_path / "own")


def test_one_that_is_dropped_draws_and_is_known_by_its_id(rig, library: OpeningLibrary, other_packed: Path):
    rig.library = library
    rig.start()
    assert rig.live.models.current == "tiny-inverter"

    rig.window.path_dropped.emit(other_packed)
    rig.until(lambda: rig.controls.model.words == "Other Style")
    other_packed.unlink()
    rig.until(lambda: rig.card("model"))
    assert rig.card("model").notification.title == "“Other Style” is installed and draws now"

    assert rig.live.models.current == rig.live.settings.current.model == "other"
    rig.until(lambda: "other" in [model.manifest.id for model in rig.live.models.models])
    rig.click_menu(rig.controls.model, "Other Style")
    rig.until(lambda: not rig.live.models.loading)
    assert not rig.cards


def test_a_broken_one_is_said_and_the_old_one_goes_on(rig, library: OpeningLibrary, tmp_path: Path):
    broken = tmp_path / "broken.toonclip"
    broken.write_bytes(b"no archive")
    rig.library = library
    rig.start()

    rig.window.path_dropped.emit(broken)
    rig.until(lambda: rig.card("model"))

    assert rig.live.models.current == "tiny-inverter"
    assert not (tmp_path / "own" / "broken").exists()
