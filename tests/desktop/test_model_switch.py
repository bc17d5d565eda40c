"""ModelSwitch over a stand-in for the session: what it says while models are listed, loaded, outrun and given up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.errors import ModelFileCorrupt, ModelNotFound
from core.generators.base import ImageGenerator
from desktop.live.bridge import GuiCalls
from desktop.live.chosen_by import ChosenBy
from desktop.live.model_switch import FailedLoad, ModelSwitch
from desktop.live.tasks import Tasks
from support.samples import make_model
from support.window_fakes import FakeGenerator, FakeLibrary, FakeLoader


class Rig:
    """The switch, its ends, and all that it says."""

    def __init__(self, qtbot: QtBot, calls: GuiCalls) -> None:
        self._qtbot = qtbot
        self.tasks = Tasks(calls)
        self.library = FakeLibrary(make_model("one", "First"), make_model("two", "Second"))
        self.loader = FakeLoader()
        self.drawing: list[ImageGenerator | None] = []
        self.switch = ModelSwitch(self, self.tasks, self.library, self.loader)
        self.said: list[object] = []
        self.failed: list[FailedLoad] = []
        self.switch.loading_changed.connect(self.said.append)
        self.switch.model_changed.connect(self.said.append)
        self.switch.load_failed.connect(self.failed.append)

    def set_generator(self, generator: ImageGenerator | None) -> None:
        self.drawing.append(generator)

    def idle(self) -> None:
        self._qtbot.waitUntil(lambda: self.tasks.running == 0)

    def start(self) -> None:
        self.switch.start(None, None)
        self.idle()
        self.said.clear()


@pytest.fixture
def rig(qtbot: QtBot, calls: GuiCalls):
    rig = Rig(qtbot, calls)
    yield rig
    for held in rig.loader.held.values():
        held.set()
    rig.idle()


def test_at_the_start_it_says_that_a_model_loads_then_which_then_that_it_draws(rig: Rig):
    rig.switch.start(None, None)
    rig.idle()

    assert rig.said == ["style", "First", "", ChosenBy.FALLBACK]
    assert rig.drawing == rig.loader.made
    assert (rig.switch.current, rig.switch.title, rig.switch.loading) == ("one", "First", "")


def test_the_present_model_stays_until_the_next_is_warm(rig: Rig):
    rig.start()
    gate = rig.loader.hold("two")

    rig.switch.choose("two")

    assert rig.switch.loading == "Second"
    assert rig.switch.current == "one"
    gate.set()
    rig.idle()
    assert rig.said == ["Second", "", ChosenBy.PERSON]
    assert [generator.model_id for generator in rig.loader.made] == ["one", "two"]
    assert rig.drawing == rig.loader.made


def test_of_many_choices_the_last_draws_and_every_other_is_closed(rig: Rig):
    rig.start()
    gate = rig.loader.hold("two")
    for name in ("two", "one", "two", "one"):
        rig.switch.choose(name)

    gate.set()
    rig.idle()

    assert rig.switch.current == "one"
    *_, drawing = rig.drawing
    unused = [generator for generator in rig.loader.made if generator not in rig.drawing]
    assert isinstance(drawing, FakeGenerator)
    assert drawing.model_id == "one"
    assert all(generator.closed for generator in unused)
    assert not any(generator.closed for generator in rig.loader.made if generator in rig.drawing)


def test_what_comes_after_a_cancel_is_closed_and_changes_nothing(rig: Rig):
    rig.start()
    gate = rig.loader.hold("two")
    rig.switch.choose("two")
    rig.said.clear()

    rig.switch.cancel()
    gate.set()
    rig.idle()

    assert rig.switch.current == "one"
    assert len(rig.drawing) == 1
    assert not rig.said
    assert all(generator.closed for generator in rig.loader.made[1:])


@pytest.mark.parametrize("error", [ModelFileCorrupt("two.onnx is damaged."), SystemExit(3), MemoryError()])
def test_one_that_cannot_be_loaded_is_told_with_its_reason_and_the_old_one_stays(rig: Rig, error: BaseException):
    rig.start()
    rig.loader.errors["two"] = error

    rig.switch.choose("two")
    rig.idle()

    (failure,) = rig.failed
    assert (failure.wanted.id_or_path, failure.title, failure.error) == ("two", "Second", error)
    assert rig.said == ["Second", ""]
    assert (rig.switch.current, rig.switch.title) == ("one", "First")


def test_a_listing_that_fails_is_told_as_nothing_to_load(rig: Rig):
    def broken() -> list:
        raise OSError("no such folder")

    rig.library.models = broken

    rig.switch.start("two", None)
    rig.idle()

    (failure,) = rig.failed
    assert isinstance(failure.error, OSError)
    assert not failure.wanted.id_or_path
    assert not rig.switch.loading


def test_without_a_model_it_says_so(rig: Rig):
    rig.library.installed.clear()

    rig.switch.start(None, None)
    rig.idle()

    (failure,) = rig.failed
    assert isinstance(failure.error, ModelNotFound)
    assert not rig.drawing


def test_the_same_again_is_loaded_anew_for_whoever_chose_it(rig: Rig):
    rig.switch.start("two", None)
    rig.idle()
    rig.said.clear()

    rig.switch.try_again()
    rig.idle()

    assert rig.said == ["Second", "", ChosenBy.COMMAND_LINE]
    assert len(rig.loader.made) == len(rig.drawing) == 2


def test_a_remembered_name_that_is_gone_is_not_looked_for_elsewhere(rig: Rig):
    asked: list[str] = []
    open_model = rig.library.open
    rig.library.open = lambda wanted: asked.append(wanted) or open_model(wanted)

    rig.switch.start(None, "gone")
    rig.idle()

    assert asked == ["one"]
    assert [failure.wanted.chosen_by for failure in rig.failed] == [ChosenBy.REMEMBERED]


def test_what_was_added_is_listed_with_its_picture(rig: Rig, tmp_path: Path):
    rig.start()
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    picture.save(str(tmp_path / "expected.png"))
    rig.library.installed.append(replace(make_model("three", "Third"), folder=tmp_path))

    rig.switch.refresh()
    rig.idle()

    assert [model.manifest.id for model in rig.switch.models] == ["one", "two", "three"]
    assert rig.switch.thumbnails["one"].isNull()
    assert not rig.switch.thumbnails["three"].isNull()


def test_nothing_new_is_not_told_twice(rig: Rig):
    rig.start()
    listed: list[bool] = []
    rig.switch.refresh()
    rig.idle()
    rig.switch.models_listed.connect(lambda: listed.append(True))

    rig.switch.refresh()
    rig.idle()

    assert listed == [True], "for the list, and not again for the same pictures"
