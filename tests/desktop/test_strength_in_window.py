"""How strongly the toon is drawn, chosen in a whole window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from support.window_fakes import BLUE, RED, near


def test_strength_is_drawn_and_remembered_for_each_model(rig, qtbot):
    rig.start()
    slider = rig.controls.strength.slider
    for _ in range(4):
        qtbot.keyClick(rig.view, Qt.Key.Key_Up)
    assert slider.value() == 120
    slider.setValue(0)
    rig.until(lambda: near(rig.colour_at(0.5), RED))
    assert rig.live.settings.current.strengths == {"one": 0}
    rig.click_menu(rig.controls.model, "Second style")
    rig.until(lambda: rig.live.models.current == "two")
    assert slider.value() == 100
    assert rig.card("strength").notification.title == "The strength is 100 % now: each style keeps its own"
    rig.until(lambda: near(rig.colour_at(0.5), BLUE))
    rig.window.acts.undo.trigger()
    rig.until(lambda: rig.live.models.current == "one")
    assert rig.card("strength") is None, "it is no longer so"
    rig.close()
    rig.start()
    rig.click_menu(rig.controls.model, "First style")
    rig.until(lambda: rig.live.models.current == "one")
    assert slider_of(rig).value() == 0
    rig.click_menu(rig.controls.more, "Normal, 100 %")
    assert slider_of(rig).value() == 100
    assert rig.live.settings.current.strengths == {}


def slider_of(rig):
    return rig.controls.strength.slider


def test_the_strength_slider_goes_where_it_is_clicked_and_back_by_a_double_click(rig, qtbot):
    rig.start()
    slider = slider_of(rig)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, slider.height() // 2))
    assert slider.value() == 150
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, slider.height() // 2))
    assert slider.value() == 100


def test_the_mouse_that_passes_over_the_slider_changes_nothing(rig, qtbot):
    rig.start()
    slider = slider_of(rig)
    slider.setMouseTracking(True)  # as the style of a real desktop does
    for x in (5, slider.width() // 4):
        qtbot.mouseMove(slider, QPoint(x, slider.height() // 2))
    assert slider.value() == 100
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    qtbot.mouseMove(slider, QPoint(slider.width() - 1, middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, middle))
    assert slider.value() == 150
