"""A whole window: its controls and keys, and what it remembers."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.frame import Layout
from desktop.live.settings import SourceMemory
from support.samples import read_settings
from support.window_fakes import FakeSource


def test_controls_say_what_they_are_and_can_be_reached_by_keyboard(rig):
    rig.start()
    bar = rig.controls
    buttons = [bar.source, bar.model, bar.snapshot, bar.record, bar.mirror, bar.full_screen, bar.more]
    buttons += [*bar.segments.buttons.values(), bar.strength.slider]
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    off = [segment for segment in bar.segments.buttons.values() if not segment.isChecked()]
    assert len(off) == 3, "Tab leads to the layout that is on, the arrow keys to the others"
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons if button not in off)
    assert "(R)" in bar.record.toolTip()
    assert "(1)" in bar.layout_button(rig.window.acts.layouts[Layout.TOON]).toolTip()


@pytest.mark.parametrize("width", [660, 820, 1000, 1400])
def test_controls_fit_every_width(rig, width):
    rig.start()
    rig.window.resize(width, 480)
    rig.until(lambda: rig.controls.width() == width)
    bar = rig.controls
    row = [bar.source, bar.model, bar.snapshot, bar.record, bar.segments, bar.mirror, bar.full_screen, bar.more]
    rig.until(lambda: row[-1].geometry().right() <= bar.width())
    QApplication.processEvents()
    for left, right in itertools.pairwise([widget for widget in row if widget.isVisible()]):
        assert left.geometry().right() < right.geometry().left()


def test_a_name_of_another_length_moves_no_button(rig):
    rig.start()
    rig.widen()
    controls = rig.controls
    places = set()
    for name in ("Cam", "A camera with a name that is too long for any bar"):
        controls.source.set_words(name)
        controls.model.set_words(name[::-1])
        rig.qtbot.wait(1)
        places.add((controls.record.x(), controls.strength.x(), controls.segments.x()))
    assert len(places) == 1


def test_a_key_held_down_is_one_wish(rig):
    rig.start()

    acts = rig.window.acts
    films = {acts.film_back, acts.film_on, acts.film_step_back, acts.film_step}
    held = {acts.strength_up, acts.strength_down, *films}  # of which more is meant
    assert {action for action in acts.all() if action.autoRepeat()} == held


def test_the_window_comes_back_as_it_was_left(rig):
    rig.start()
    rig.press("3")
    rig.press("F")
    rig.click_menu(rig.controls.source, "Back")
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.live.models.current == "two")
    rig.until(lambda: rig.live.settings.current.source == SourceMemory(kind="camera", title="Back"))
    rig.window.resize(700, 500)
    rig.close()
    stored = read_settings(rig.settings_file)
    assert (stored.layout, stored.overlay, stored.model) == (Layout.SIDE_BY_SIDE, True, "two")
    rig.start()
    assert rig.controls.source.words == "Back"
    assert rig.controls.model.words == "Second style"
    assert rig.window.acts.layouts[Layout.SIDE_BY_SIDE].isChecked()
    assert rig.view.marks.figures_visible
    assert (rig.window.width(), rig.window.height()) == (700, 500)


def test_the_command_lines_choices_win_and_are_not_remembered(rig):
    rig.start(FakeSource("Given"), "two")
    assert rig.controls.source.words == "Given"
    assert rig.controls.model.words == "Second style"
    assert rig.live.settings.current.source is None
    assert rig.live.settings.current.model is None
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: rig.live.settings.current.model == "one")
