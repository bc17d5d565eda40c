"""Models as a person meets them: switched while the picture flows, broken, late, failing."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage

from core.errors import ManifestInvalid, ModelFileCorrupt, ModelLoadFailed
from desktop.live.settings import Settings
from desktop.window.notification_bar import Kind
from desktop.window.thumbnail_icons import SIDE_PX
from support.samples import make_model, write_settings


def painted_index(rig) -> int:
    return rig.view.frame.source.index


def test_the_old_picture_flows_while_another_model_loads(rig):
    rig.start()
    gate = rig.loader.hold("two")
    rig.click_menu(rig.controls.model, "Second style")
    assert rig.view.note == "Loading Second style…"
    start = painted_index(rig)
    rig.until(lambda: painted_index(rig) > start + 30)
    assert rig.view.frame.generated.model_id == "one"
    gate.set()
    rig.until(lambda: rig.view.frame.generated.model_id == "two")
    assert not rig.view.note
    assert rig.controls.model.words == "Second style"
    rig.until(lambda: rig.loader.made[0].closed)
    assert rig.live.settings.current.model == "two"


def test_the_gui_thread_stays_free_while_a_model_loads(rig):
    rig.start()
    gate = rig.loader.hold("two")
    gaps, last = [], [time.perf_counter()]

    def on_timeout() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(on_timeout)
    timer.start()
    rig.live.models.choose("two")
    rig.until(lambda: len(gaps) > 40)
    gate.set()
    rig.until(lambda: not rig.live.models.loading)
    timer.stop()
    assert max(gaps) < 0.5


def test_a_load_that_comes_too_late_is_closed_unused(rig):
    rig.start()
    gate = rig.loader.hold("two")
    rig.click_menu(rig.controls.model, "Second style")
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: not rig.live.models.loading)
    gate.set()
    rig.until(lambda: rig.live.tasks.running == 0)
    late = next((made for made in rig.loader.made if made.model_id == "two"), None)
    assert late is None or late.closed
    assert rig.controls.model.words == "First style"
    assert rig.live.models.current == "one"


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (ModelFileCorrupt("model.onnx is damaged."), "The style is damaged"),
        (ModelLoadFailed("The inputs are not ours."), "The style cannot be loaded"),
        (ManifestInvalid("No manifest."), "The style is not described properly"),
    ],
)
def test_a_broken_model_is_said_and_the_old_one_goes_on(rig, error, title):
    rig.start()
    rig.loader.errors["two"] = error
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.cards)
    (card,) = rig.cards
    assert card.title == title
    assert card.text == f"{error.message} “First style” goes on drawing."
    assert rig.controls.model.words == "First style"
    start = painted_index(rig)
    rig.until(lambda: painted_index(rig) > start + 5)
    assert rig.view.frame.generated.model_id == "one"
    del rig.loader.errors["two"]
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.controls.model.words == "Second style" and not rig.cards)


def test_a_failing_model_shows_the_original_and_a_word_and_can_be_tried_again(rig):
    rig.start()
    rig.loader.made[0].failing = True
    rig.until(lambda: rig.cards)
    (card,) = rig.cards
    assert (card.title, card.text) == ("The style stopped working", "The model fell over.")
    rig.until(lambda: rig.view.frame.generated is None)
    rig.click_card("generator", "Try again")
    rig.until(lambda: rig.view.frame.generated is not None)
    assert len(rig.loader.made) == 2


def test_what_a_model_that_works_again_has_said_goes_and_nothing_else(rig):
    rig.start()
    rig.loader.errors["two"] = ModelLoadFailed("The inputs are not ours.")
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.card("model"))
    rig.loader.made[0].failing = True
    rig.until(lambda: rig.card("generator"))
    rig.loader.made[0].failing = False
    rig.until(lambda: not rig.card("generator"))
    assert rig.card("model")


def test_without_a_model_the_original_is_shown(rig):
    rig.library.installed.clear()
    rig.start()
    (card,) = rig.cards
    assert card.title == "Style not found"
    assert rig.view.frame.generated is None
    assert rig.controls.model.words == "No style"
    rig.click(rig.controls.model)
    assert "No style installed" in [action.text() for action in rig.controls.model.drop_menu.actions()]
    rig.controls.model.drop_menu.close()


def test_damaged_models_are_listed_with_what_is_wrong(rig):
    rig.library.broken.append(ManifestInvalid("/models/bad has no manifest."))
    rig.start()
    rig.click_menu(rig.controls.model, "A damaged style…")
    assert rig.cards[0].text == "/models/bad has no manifest."


def test_models_that_were_added_meanwhile_are_listed(rig):
    rig.start()
    rig.library.installed.append(make_model("three", "Third style"))
    rig.click_menu(rig.controls.model, "Third style")
    rig.until(lambda: rig.controls.model.words == "Third style")


def test_an_unknown_model_of_the_command_line_is_said_and_the_remembered_one_draws(rig):
    write_settings(Settings(model="two"), rig.settings_file)
    rig.start(model="nonsense", wait=False)
    rig.until(lambda: rig.controls.model.words == "Second style" and not rig.live.models.loading)
    assert rig.cards[0].title == "Style not found"


def test_a_model_chosen_while_the_command_lines_still_loads_is_remembered(rig):
    rig.loader.hold("one")
    rig.start(model="one", wait=False)
    rig.until(lambda: rig.live.models.loading == "First style")
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.live.models.current == "two")
    assert rig.live.settings.current.model == "two"


@pytest.mark.parametrize("gone", ["gone", "/models/gone"])
def test_a_remembered_model_that_is_gone_gives_way_and_is_named(rig, gone):
    write_settings(Settings(model=gone), rig.settings_file)
    rig.start()
    assert rig.controls.model.words == "First style"
    rig.until(lambda: rig.view.frame.generated is not None)
    (card,) = rig.cards
    assert (card.kind, card.title) == (Kind.INFO, "The style “gone” cannot be used")
    assert card.text.endswith("“First style” draws instead.")
    assert rig.live.settings.current.model == gone, "a stand-in is not what was chosen"
    rig.click_card("model-missed", "Choose another style")
    rig.controls.model.drop_menu.close()
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: rig.live.settings.current.model == "one")


def test_a_remembered_model_that_is_damaged_gives_way_too(rig):
    write_settings(Settings(model="two"), rig.settings_file)
    rig.loader.errors["two"] = ModelFileCorrupt("model.onnx is damaged.")
    rig.start()
    rig.until(lambda: rig.cards)
    assert rig.cards[0].text == "model.onnx is damaged. “First style” draws instead."
    rig.until(lambda: rig.controls.model.words == "First style" and not rig.live.models.loading)
    assert rig.view.frame.generated is not None or rig.live.models.current == "one"


def test_the_menu_shows_what_each_model_draws(rig, tmp_path):
    for name, colour in (("one", "red"), ("two", "blue")):
        (tmp_path / name).mkdir()
        picture = QImage(300, 200, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        picture.save(str(tmp_path / name / "expected.png"))
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "expected.png").write_bytes(b"no picture")
    names = {"one": "Red", "two": "Blue", "bad": "Bad", "none": "None"}
    rig.library.installed[:] = [replace(make_model(name, names[name]), folder=tmp_path / name) for name in names]
    rig.start()
    rig.until(lambda: rig.live.models.thumbnails)
    rig.click(rig.controls.model)
    rig.until(lambda: rig.live.tasks.running == 0)
    menu = rig.controls.model.drop_menu
    actions = {action.text(): action for action in menu.actions()}
    for words, colour in (("Red", "red"), ("Blue", "blue")):
        drawn = actions[words].icon().pixmap(SIDE_PX, SIDE_PX).toImage()
        assert drawn.width() == drawn.height() == SIDE_PX
        assert drawn.pixelColor(SIDE_PX // 2, SIDE_PX // 2) == QColor(colour)
    assert actions["Bad"].icon().isNull()
    assert actions["None"].icon().isNull()
    assert menu.actionGeometry(actions["Red"]).height() >= SIDE_PX
    menu.close()
