"""Sources as a person meets them: none, busy, lost and back, bad files."""

from __future__ import annotations

import pytest

from core.errors import SourceBusy, SourceFormatRefused, SourceNotFound
from core.events import SourceFailed, SourceLost
from core.sources.discovery import CameraInfo
from desktop.live.settings import Settings, SourceMemory
from desktop.live.source_switch import SourceState
from desktop.window.notification_bar import Kind
from support.samples import make_camera, write_settings


def test_the_first_camera_is_shown(rig):
    rig.start()
    assert rig.controls.source.words == "Front"
    assert not rig.cards


@pytest.mark.parametrize("port", ["/dev/old-port", "/dev/Front"])
def test_the_remembered_camera_is_shown_even_on_another_port(rig, port):
    memory = SourceMemory(kind="camera", path=port, title="Back")
    write_settings(Settings(source=memory), rig.settings_file)
    rig.start()
    assert rig.controls.source.words == "Back"
    assert not rig.cards


def test_a_remembered_camera_that_is_away_is_named(rig):
    write_settings(Settings(source=SourceMemory(kind="camera", title="Studio")), rig.settings_file)
    rig.start()
    (card,) = rig.cards
    assert card.title == "“Studio” is not connected"
    assert "“Front” is shown" in card.text


@pytest.mark.parametrize(("kind", "name"), [("clip", "Bundled clip"), ("file", "holiday.mp4")])
def test_remembered_files_are_shown_again(rig, kind, name):
    write_settings(Settings(source=SourceMemory(kind=kind, path="/films/holiday.mp4")), rig.settings_file)
    rig.start()
    assert rig.controls.source.words == name


@pytest.mark.parametrize("cameras", [0, 2])
def test_a_remembered_film_that_is_gone_gives_way_and_is_named(rig, cameras):
    memory = SourceMemory(kind="file", path="/films/holiday.mp4", title="holiday.mp4")
    write_settings(Settings(source=memory), rig.settings_file)
    del rig.cameras[cameras:]
    rig.source("holiday.mp4").open_error = SourceNotFound("There is no file /films/holiday.mp4.", hint="Look.")

    rig.start()

    stand_in = "Front" if cameras else "Bundled clip"
    assert rig.controls.source.words == stand_in
    rig.until(lambda: rig.cards)
    (card,) = rig.cards
    assert (card.kind, card.title) == (Kind.INFO, "“holiday.mp4” cannot be shown")
    assert card.text.startswith("There is no file /films/holiday.mp4. ")
    assert card.text.endswith("shown instead.")
    assert rig.live.settings.current.source == memory, "a stand-in is not what was chosen"

    rig.source("holiday.mp4").open_error = None
    rig.click_card("source", "Try again")
    rig.until(lambda: rig.view.message is None and rig.controls.source.words == "holiday.mp4")
    assert not rig.cards


def test_a_film_that_is_gone_again_after_the_start_is_an_error(rig):
    memory = SourceMemory(kind="file", path="/films/holiday.mp4", title="holiday.mp4")
    write_settings(Settings(source=memory), rig.settings_file)
    rig.start()
    rig.source("holiday.mp4").open_error = SourceNotFound("There is no file.")
    rig.click_menu(rig.controls.source, "holiday.mp4")
    rig.until(lambda: rig.card("source-error"))
    assert rig.view.message.title == "No picture"


def test_without_a_camera_the_bundled_clip_is_shown_and_a_camera_can_be_plugged_in(rig):
    rig.cameras.clear()
    rig.start()
    assert rig.controls.source.words == "Bundled clip"
    (card,) = rig.cards
    assert card.title == "No camera found"
    rig.cameras.append(make_camera("Plugged in"))
    rig.click_card("source", "Try again")
    rig.until(lambda: rig.source("Plugged in").opened and rig.view.message is None)


def test_the_card_of_a_missing_camera_becomes_a_chip_that_looks_again(rig):
    rig.cameras.clear()
    rig.start()
    assert rig.card("source").fades
    rig.card("source").fade()
    assert (rig.cards, rig.controls.source.words) == ([], "No camera · Retry")
    rig.cameras.append(make_camera("Plugged in"))
    rig.click_menu(rig.controls.source, "Look for the camera again")
    rig.until(lambda: rig.source("Plugged in").opened and rig.view.message is None)
    assert rig.controls.source.words == "Plugged in"


def test_no_chip_takes_the_name_of_a_camera_that_is_shown(rig):
    write_settings(Settings(source=SourceMemory(kind="camera", title="Studio")), rig.settings_file)
    rig.start()
    rig.card("source").fade()
    assert (rig.cards, rig.controls.source.words) == ([], "Front")


def test_a_failing_search_for_cameras_is_like_none(rig):
    def broken() -> list[CameraInfo]:
        raise OSError("no bus")

    rig.list_cameras = broken
    rig.start(wait=False)
    rig.until(lambda: rig.controls.source.words == "Bundled clip")
    rig.click(rig.controls.source)
    rig.until(lambda: not rig.live.sources.listing)
    rig.controls.source.drop_menu.close()


def test_a_busy_camera_is_said_and_can_be_tried_again(rig):
    rig.source("Front").open_error = SourceBusy("The camera is used by another program.", hint="Close it.")
    rig.start(wait=False)
    rig.until(lambda: rig.cards)
    (card,) = rig.cards
    assert card.title == "The camera is in use"
    assert card.text == "The camera is used by another program. Close it."
    assert rig.view.message.title == "No picture"
    rig.source("Front").open_error = None
    rig.click_card("source-error", "Try again")
    rig.until(lambda: rig.view.message is None)
    assert not rig.cards


def test_choose_another_source_opens_the_menu(rig):
    rig.source("Front").open_error = SourceBusy("Busy.")
    rig.start(wait=False)
    rig.until(lambda: rig.cards)
    rig.click_card("source-error", "Choose another source")
    assert rig.controls.source.drop_menu.isVisible()
    rig.controls.source.drop_menu.close()


def test_an_unplugged_camera_reconnects_without_a_word_to_click_away(rig):
    rig.start()
    rig.source("Front").lost.set()
    rig.until(lambda: rig.view.message is not None)
    assert rig.view.message.title == "Reconnecting…"
    assert not rig.cards
    rig.source("Front").lost.clear()
    rig.until(lambda: rig.view.message is None)
    assert rig.source("Front").opened == 2


@pytest.mark.parametrize(
    "error", [SourceNotFound("There is no file."), SourceFormatRefused("film.mp4 is empty.", hint="Choose another.")]
)
def test_a_bad_video_is_said_and_what_ran_goes_on(rig, error, tmp_path):
    rig.start()
    rig.source("film.mp4").open_error = error
    rig.window.path_dropped.emit(tmp_path / "film.mp4")
    rig.until(lambda: rig.cards)
    assert rig.cards[0].text == f"{error.message} {error.hint}".strip() + " “Front” goes on."
    rig.until(lambda: rig.view.message is None)
    assert rig.controls.source.words == "Front"
    rig.click_menu(rig.controls.source, "Back")
    rig.until(lambda: rig.view.message is None)
    assert not rig.cards


def test_choosing_while_cameras_are_looked_for_wins(rig):
    rig.start()
    rig.live.sources.find_camera()
    assert rig.view.message.title == "Looking for cameras…"
    rig.click_menu(rig.controls.source, "Bundled clip")
    rig.until(lambda: rig.view.message is None and rig.live.tasks.running == 0)
    assert rig.controls.source.words == "Bundled clip"


def test_a_late_word_about_an_earlier_source_is_not_heeded(rig):
    rig.start()
    rig.live.sources.try_again()  # of the same name, so the name alone would not tell
    rig.until(lambda: rig.live.sources.status.state is SourceState.LIVE)
    rig.live.sources.on_event(SourceFailed("Front", SourceBusy("Busy."), 1))
    rig.live.sources.on_event(SourceLost("Front", SourceBusy("Busy."), 1))
    assert rig.live.sources.status.state is SourceState.LIVE
    assert not rig.cards
