"""ModelPresenter without a window: which model draws first, what is said of those that cannot, what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import ModelFileCorrupt
from core.generators.base import ImageGenerator
from desktop.live.bridge import GuiCalls
from desktop.live.chosen_by import ChosenBy
from desktop.live.model_switch import ModelSwitch
from desktop.live.provider_trials import ProviderTrials
from desktop.live.settings import Settings
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from desktop.presenter.models import ModelPresenter
from desktop.presenter.notices import Notices
from desktop.window.actions import Actions
from desktop.window.control_bar import DropDown
from desktop.window.notification_bar import Notification, NotificationBar
from desktop.window.video_view import VideoView
from support.samples import make_model
from support.window_fakes import FakeLibrary, FakeLoader


class Parts:
    """The presenter, and the widgets that it needs, none of them shown. Three models: one, two, three."""

    def __init__(self, qtbot: QtBot, calls: GuiCalls, tmp_path: Path) -> None:
        self._qtbot = qtbot
        self.tasks = Tasks(calls)
        self.drawing: list[ImageGenerator | None] = []
        self.library = FakeLibrary(*(make_model(name, name.title()) for name in ("one", "two", "three")))
        self.loader = FakeLoader()
        self.settings = SettingsStore(Settings(model="remembered before"), tmp_path / "settings.json", self.tasks)
        self.models = ModelSwitch(self, self.tasks, self.library, self.loader)
        self.view, self.bar = VideoView(), NotificationBar()
        self.button, self.acts = DropDown("Style", "model"), Actions()
        notices = Notices(self.bar, {}, lambda _folder: None)
        providers = ProviderTrials(self.models, self.tasks, calls, None)
        self.presenter = ModelPresenter(
            self.models, providers, self.settings, notices, self.view, self.button, self.acts
        )

    def set_generator(self, generator: ImageGenerator | None) -> None:
        self.drawing.append(generator)

    def idle(self) -> None:
        self._qtbot.waitUntil(lambda: self.tasks.running == 0)

    def damage(self, *names: str) -> None:
        for name in names:
            self.loader.errors[name] = ModelFileCorrupt(f"{name}.onnx is damaged.")

    @property
    def cards(self) -> dict[str, Notification]:
        return {card.notification.topic: card.notification for card in self.bar.cards}


@pytest.fixture
def parts(qtbot: QtBot, calls: GuiCalls, tmp_path: Path):
    parts = Parts(qtbot, calls, tmp_path)
    yield parts
    parts.settings.close()
    parts.bar.clear()
    parts.idle()


@pytest.mark.parametrize(
    ("given", "remembered", "damaged", "drawing", "topics"),
    [
        (None, None, (), "one", set()),
        (None, "two", (), "two", set()),
        ("three", "two", (), "three", set()),
        ("three", "two", ("three",), "two", {"given-model"}),
        ("three", "two", ("three", "two"), "one", {"given-model", "model-missed"}),
        (None, "two", ("two",), "one", {"model-missed"}),
        (None, "gone", (), "one", {"model-missed"}),
        ("gone", None, (), "one", {"given-model"}),
        (None, "one", ("one",), "", {"model"}),
        (None, "two", ("one", "two"), "", {"model"}),
    ],
)
def test_the_first_that_can_be_loaded_draws_and_the_others_are_named(
    parts: Parts, given: str | None, remembered: str | None, damaged: tuple[str, ...], drawing: str, topics: set[str]
):
    parts.damage(*damaged)
    parts.models.start(given, remembered)
    parts.idle()
    assert parts.models.current == drawing
    assert parts.button.words == (drawing.title() or "No style")
    assert parts.cards.keys() == topics
    assert not parts.view.note
    assert parts.settings.current.model == "remembered before", "nobody chose in the window"


def test_a_remembered_models_failure_names_the_one_that_draws(parts: Parts):
    parts.damage("two")
    parts.models.start(None, "two")
    parts.idle()
    card = parts.cards["model-missed"]
    assert card.title == "The style “Two” cannot be used"
    assert card.text == "two.onnx is damaged. “One” draws instead."


def test_what_a_person_chooses_is_remembered_also_while_another_still_loads(parts: Parts, qtbot: QtBot):
    gate = parts.loader.hold("three")
    parts.models.start("three", None)
    qtbot.waitUntil(lambda: parts.models.loading == "Three")
    parts.models.choose("two")
    qtbot.waitUntil(lambda: parts.models.current == "two")
    gate.set()
    parts.idle()
    assert parts.models.current == parts.settings.current.model == "two"
    assert all(made.closed == (made.model_id == "three") for made in parts.loader.made)


@pytest.mark.parametrize("chosen_by", list(ChosenBy))
def test_loading_the_present_model_again_leaves_it_to_whoever_chose(parts: Parts, chosen_by: ChosenBy):
    parts.models.refresh()
    parts.idle()
    parts.models.choose("two", chosen_by)
    parts.idle()
    parts.models.try_again()
    parts.idle()
    assert len(parts.drawing) == 2
    assert (parts.settings.current.model == "two") is (chosen_by is ChosenBy.PERSON)


@pytest.mark.parametrize("error", [ModelFileCorrupt("It is damaged."), RuntimeError("driver"), SystemExit(3)])
def test_a_model_that_fails_is_said_and_the_present_one_goes_on(parts: Parts, error: BaseException):
    parts.models.choose("one")
    parts.idle()
    parts.loader.errors["two"] = error
    parts.models.choose("two")
    parts.idle()
    assert parts.cards["model"].text.endswith("“One” goes on drawing.")
    assert parts.settings.current.model == "one"
    assert len(parts.drawing) == 1
