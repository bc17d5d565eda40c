"""The strip of the models on the person's own picture, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QMenu

from support.samples import read_settings
from support.window_fakes import BLUE

PICTURE = Qt.ItemDataRole.DecorationRole


def strip_of(rig):
    return rig.window.strip


def open_strip(rig) -> None:
    rig.press("T")
    rig.until(lambda: strip_of(rig).isVisible() and strip_of(rig).count() == 2)


def colour_of(rig, row: int) -> tuple[int, int, int] | None:
    picture = strip_of(rig).item(row).data(PICTURE)
    if not isinstance(picture, QPixmap):
        return None
    pixel = picture.toImage().pixelColor(5, 5)
    return pixel.red(), pixel.green(), pixel.blue()


@pytest.mark.parametrize(("by", "closed_by"), [("key", "T"), ("menu", "Esc"), ("key", "x")])
def test_each_model_draws_the_persons_own_picture(rig, by, closed_by):
    rig.start()
    height = rig.view.height()
    if by == "key":
        open_strip(rig)
    else:
        rig.click_menu(rig.controls.more, "All styles on your picture")
        rig.until(lambda: strip_of(rig).count() == 2)
        rig.window.activateWindow()
    rig.until(lambda: [colour_of(rig, row) for row in range(strip_of(rig).count())] == [BLUE, BLUE])
    assert rig.view.height() == height - strip_of(rig).height()
    if closed_by == "x":
        strip_of(rig).setFocus()
        rig.click(strip_of(rig).close_button)
        assert rig.window.focusWidget() is None
    else:
        rig.press(closed_by)
    assert strip_of(rig).isHidden()
    assert rig.view.height() == height
    assert not rig.live.previews.running


def test_a_click_draws_with_another_model(rig, qtbot):
    rig.start()
    open_strip(rig)
    item = strip_of(rig).item(1)
    place = strip_of(rig).visualItemRect(item).center()
    qtbot.mouseClick(strip_of(rig).viewport(), Qt.MouseButton.LeftButton, pos=place)
    rig.until(lambda: rig.live.models.current == "two")
    assert strip_of(rig).currentRow() == 1


@pytest.mark.parametrize(("key", "model"), [("Ctrl+2", "two"), ("]", "two"), ("[", "two"), ("Ctrl+9", "one")])
def test_keys_draw_with_another_model_though_the_strip_is_closed(rig, key, model):
    rig.start()
    rig.press(key)
    rig.until(lambda: rig.live.models.current == model)


def test_the_strip_its_order_and_its_favourites_are_remembered(rig):
    rig.start()
    open_strip(rig)
    strip_of(rig).model().moveRow(QModelIndex(), 1, QModelIndex(), 0)
    assert rig.live.settings.current.model_order == ["two", "one"]
    strip_of(rig).favourite_toggled.emit("one")
    assert strip_of(rig).keys == ["one", "two"]
    rig.close()
    stored = read_settings(rig.settings_file)
    assert (stored.strip, stored.model_order, stored.favourites) == (True, ["two", "one"], ["one"])
    rig.start()
    rig.until(lambda: strip_of(rig).keys == ["one", "two"])
    strip_of(rig).favourite_toggled.emit("one")
    assert strip_of(rig).keys == ["two", "one"]


def test_two_keys_in_a_row_go_two_models_on_while_the_first_is_loaded(rig):
    rig.start()
    rig.press("]")
    rig.press("]")
    assert rig.live.models.wanted == "one"
    rig.until(lambda: not rig.live.models.loading)
    assert rig.live.models.current == "one"


def test_ctrl_with_an_arrow_orders(rig, qtbot):
    rig.start()
    open_strip(rig)
    strip_of(rig).setCurrentRow(0)
    for key, order in (Qt.Key.Key_Right, ["two", "one"]), (Qt.Key.Key_Left, ["one", "two"]):
        qtbot.keyClick(strip_of(rig), key, Qt.KeyboardModifier.ControlModifier)
        assert strip_of(rig).keys == order
        assert rig.live.settings.current.model_order == order


def test_a_favourite_is_made_in_the_menu_of_the_right_button(rig):
    rig.start()
    open_strip(rig)
    place = strip_of(rig).visualItemRect(strip_of(rig).item(1)).center()
    strip_of(rig).customContextMenuRequested.emit(place)
    menu = strip_of(rig).findChild(QMenu)
    rig.until(menu.isVisible)
    menu.actions()[0].trigger()
    menu.close()
    assert strip_of(rig).keys == ["two", "one"]


def test_the_previews_rest_while_a_clip_is_recorded(rig):
    rig.start()
    open_strip(rig)
    rig.until(lambda: colour_of(rig, 1) == BLUE)
    rig.click(rig.controls.record)
    rig.until(lambda: rig.view.marks.recording)
    assert rig.live.previews.paused
    rig.click(rig.controls.record)
    rig.until(lambda: rig.card("recording"))
    assert not rig.live.previews.paused
