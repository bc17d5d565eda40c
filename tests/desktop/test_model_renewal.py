"""A model that is written anew while it draws is loaded again."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.foreign.opening import OpeningLibrary
from desktop.live.bridge import GuiCalls
from desktop.live.chosen_by import ChosenBy
from desktop.live.model_renewal import ModelRenewal
from desktop.live.model_switch import ModelSwitch
from desktop.live.tasks import Tasks
from support.tiny_model import write_inverter, write_tiny_manifest
from support.window_fakes import FakeLoader


class _Session:
    def set_generator(self, generator: object) -> None:
        pass


def write_model(folder: Path, *, written_s: int) -> None:
    folder.mkdir(exist_ok=True)
    write_inverter(folder / "model.onnx")
    write_tiny_manifest(folder, id="growing", title="Growing")
    os.utime(folder / "manifest.json", (written_s, written_s))


@pytest.fixture
def tasks(calls: GuiCalls) -> Tasks:
    return Tasks(calls)


def test_a_newer_state_of_the_model_is_loaded(qtbot: QtBot, tasks: Tasks, tmp_path: Path):
    def look() -> None:
        renewal.look()
        qtbot.waitUntil(lambda: tasks.running == 0)

    folder, loader = tmp_path / "newest", FakeLoader()
    write_model(folder, written_s=1000)
    models = ModelSwitch(_Session(), tasks, OpeningLibrary(tmp_path / "none", tmp_path / "own"), loader)
    renewal = ModelRenewal(models, tasks)
    models.choose(str(folder), ChosenBy.COMMAND_LINE)
    qtbot.waitUntil(lambda: tasks.running == 0)

    look()
    look()
    assert len(loader.made) == 1, "nothing has changed"

    write_model(folder, written_s=2000)
    look()
    look()
    assert len(loader.made) == 2

    (folder / "manifest.json").unlink()
    look()
    look()
    assert len(loader.made) == 2, "what is gone is not loaded; what draws goes on"
    renewal.stop()
