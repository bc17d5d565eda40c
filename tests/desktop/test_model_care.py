"""The manager of models, and the sheet that asks which picture looks right, with clicks over real folders."""

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from core.foreign.opening import OpeningLibrary, add_model, load_model
from core.generators.base import ImageGenerator
from core.models.install import install_model
from core.models.library import InstalledModel
from core.models.manifest import read_manifest, write_manifest
from core.models.tensor_spec import Reading
from support import hostile_graphs
from support.hub_stand_in import serving

_LONGEST_MS = 60_000


class RealLoader:
    """Loads what it is given, as the program does."""

    def __init__(self) -> None:
        self.held: dict[str, threading.Event] = {}

    def __call__(self, model: InstalledModel) -> ImageGenerator:
        return load_model(model)


@pytest.fixture
def library(tiny_model_dir: Path, tmp_path: Path) -> OpeningLibrary:
    """A model of the program's, and a copy of it with another name that the person added."""
    shutil.copytree(tiny_model_dir, tmp_path / "bundled" / "tiny-inverter")
    library = OpeningLibrary(tmp_path / "bundled", tmp_path / "own")
    manifest = read_manifest(tiny_model_dir).model_copy(update={"id": "mine", "title": "Mine"})
    write_manifest(manifest, tiny_model_dir)
    install_model(str(tiny_model_dir), library)
    return library


@pytest.fixture
def manager(rig, library: OpeningLibrary):
    rig.library = library
    rig.loader = RealLoader()
    rig.start()
    rig.until(lambda: rig.live.models.current == "tiny-inverter" and not rig.live.models.loading)
    rig.window.acts.manage_models.trigger()
    yield rig.presenter.care.manager
    if rig.presenter.care.manager is not None:
        rig.presenter.care.manager.close()


def select(manager, words: str) -> None:
    for place in range(manager.list.count()):
        if manager.list.item(place).text().startswith(words):
            manager.list.setCurrentRow(place)
            return
    pytest.fail(f"there is no {words}")


def titles(manager) -> list[str]:
    return [manager.list.item(place).text().splitlines()[0] for place in range(manager.list.count())]


def test_every_model_is_listed_with_what_is_known_of_it(manager):
    assert titles(manager) == ["Tiny Inverter", "Mine"]
    assert manager.list.item(1).text() == "Mine\nAdded by you"
    manager.details.click()
    assert "Licence: MIT" in manager.list.item(1).text()
    assert "Added by you" in manager.list.item(1).text()
    select(manager, "Tiny Inverter")
    assert not manager.rename.isEnabled()
    assert not manager.remove.isEnabled()


def test_nothing_is_drawn_for_the_manager_once_it_is_closed_by_a_key(rig, manager, qtbot):
    assert rig.live.previews.running
    qtbot.keyClick(manager, Qt.Key.Key_Escape)
    assert not rig.live.previews.running
    rig.window.acts.manage_models.trigger()
    assert titles(rig.presenter.care.manager) == ["Tiny Inverter", "Mine"]


def test_one_is_renamed(rig, manager):
    manager.rename_wanted.emit("mine", "Négatif")
    rig.until(lambda: titles(manager) == ["Tiny Inverter", "Négatif"])
    manager.rename_wanted.emit("mine", "  ")
    rig.until(lambda: rig.card("model"))
    assert titles(manager) == ["Tiny Inverter", "Négatif"]


def test_one_is_removed_and_brought_back(rig, manager, tmp_path: Path):
    select(manager, "Mine")
    rig.click(manager.remove)
    rig.until(lambda: titles(manager) == ["Tiny Inverter"])
    assert not (tmp_path / "own" / "mine").exists()

    rig.click_card("model-removed", "Undo")
    rig.until(lambda: titles(manager) == ["Tiny Inverter", "Mine"])
    assert (tmp_path / "own" / "mine" / "model.onnx").exists()


def test_an_update_is_offered_and_comes_with_a_click(
    rig, library: OpeningLibrary, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    with serving(monkeypatch) as hub:
        hub.add_folder("someone/mine", tiny_model_dir)
        add_model("hf://someone/mine", library)
        write_manifest(read_manifest(tiny_model_dir).model_copy(update={"version": "2"}), tiny_model_dir)
        hub.add_folder("someone/mine", tiny_model_dir)
        hub.requests.clear()
        rig.library, rig.loader = library, RealLoader()
        rig.start()
        rig.until(lambda: not rig.live.models.loading)
        rig.window.acts.manage_models.trigger()
        manager = rig.presenter.care.manager
        select(manager, "Mine")
        assert not hub.requests
        assert not manager.update_model.isEnabled()

        rig.click(manager.look)
        rig.until(manager.update_model.isEnabled)
        assert "Update available: version 2 instead of 1.0.0" in manager.list.currentItem().text()
        assert read_manifest(library.user_dir / "mine").version == "1.0.0"
        rig.click(manager.update_model)
        rig.qtbot.waitUntil(lambda: bool(rig.card("model-updates")), timeout=_LONGEST_MS)

        assert rig.card("model-updates").notification.title == "Updated Mine"
        assert read_manifest(library.user_dir / "mine").version == "2"
        rig.until(lambda: "Update available" not in manager.list.currentItem().text())
        rig.click(manager.look)
        rig.until(lambda: rig.card("model-updates").notification.title == "Your styles are as the hub has them")
    rig.click(manager.look)
    rig.until(lambda: "cannot be reached" in str(rig.card("model-updates").notification))
    assert manager.look.isEnabled()
    manager.close()


def test_one_is_saved_as_a_file_that_opens_elsewhere(rig, manager, library: OpeningLibrary, tmp_path: Path):
    rig.live.care.pack(library.find("mine"), tmp_path / "mine.toonclip")
    rig.until(lambda: rig.card("model-packed"))

    elsewhere = OpeningLibrary(tmp_path / "none", tmp_path / "elsewhere")
    assert install_model(str(tmp_path / "mine.toonclip"), elsewhere).model.manifest == library.find("mine").manifest


def test_which_looks_right_is_asked_and_the_answer_draws(rig, library: OpeningLibrary, tmp_path: Path):
    model = library.open(str(hostile_graphs.inverter(tmp_path / "negative.onnx")))
    used = model.manifest.input
    turned = model.manifest.output.model_copy(update={"scale": (-1 / 255,), "offset": (1.0,)})
    other = Reading(title="turned round", input=used, output=turned, likely=True)
    write_manifest(model.manifest.model_copy(update={"readings": (other,)}), model.folder)
    rig.library, rig.loader = library, RealLoader()
    rig.start()
    rig.until(lambda: not rig.live.models.loading)

    rig.live.models.choose("negative")
    rig.qtbot.waitUntil(lambda: rig.presenter.care.sheet is not None, timeout=_LONGEST_MS)
    sheet = rig.presenter.care.sheet
    rig.qtbot.waitUntil(sheet.pictures[1].isEnabled, timeout=_LONGEST_MS)
    rig.click(sheet.pictures[1])

    def answered() -> bool:
        return read_manifest(model.folder).output.scale[0] < 0 and not rig.live.models.loading

    rig.qtbot.waitUntil(answered, timeout=_LONGEST_MS)
    assert not any(reading.likely for reading in read_manifest(model.folder).readings)
    rig.qtbot.waitUntil(lambda: rig.colour_at(0.5)[0] > 200, timeout=_LONGEST_MS)  # inverted twice: red as it was
