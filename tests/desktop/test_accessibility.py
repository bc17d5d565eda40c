"""What a screen reader finds: a name and a role for everything that can be used, and values where there are any."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from core.layout import Layout
from desktop.window.language import set_language

_USED = {
    QAccessible.Role.Button,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.Slider,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.List,
    QAccessible.Role.ListItem,
}


def walk(interface: QAccessibleInterface):
    yield interface
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None and child.isValid():
            yield from walk(child)


def shown(interface: QAccessibleInterface) -> bool:
    return not interface.state().invisible


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_that_can_be_used_has_a_name(rig, qapp, language):
    rig.start()
    set_language(qapp, language)
    rig.press("T")
    rig.press("4")
    rig.until(lambda: rig.window.strip.count() == 2)
    found = [thing for thing in walk(QAccessible.queryAccessibleInterface(rig.window)) if thing.role() in _USED]
    seen = [thing for thing in found if shown(thing)]
    set_language(qapp, "en")
    assert len(seen) >= 12
    nameless = [(thing.role(), thing.object()) for thing in seen if not thing.text(QAccessible.Text.Name)]
    assert nameless == []


def test_the_layouts_are_radio_buttons_of_which_one_is_on(rig):
    rig.start()
    rig.press("4")
    radios = rig.controls.findChildren(QRadioButton)
    interfaces = [QAccessible.queryAccessibleInterface(radio) for radio in radios]
    assert {interface.role() for interface in interfaces} == {QAccessible.Role.RadioButton}
    states = {interface.text(QAccessible.Text.Name): bool(interface.state().checked) for interface in interfaces}
    assert states == {"Toon": False, "Original": False, "Side by side": False, "Split": True}


def test_the_divider_has_a_value_and_moves_by_keys(rig, qtbot):
    rig.start()
    rig.press("4")
    divider = rig.view.divider
    rig.until(divider.isVisible)
    interface = QAccessible.queryAccessibleInterface(divider)
    assert interface.role() is QAccessible.Role.Slider
    assert interface.valueInterface().currentValue() == 50
    divider.setFocus()
    before = rig.view.divider_x()
    QTest.keyClick(divider, Qt.Key.Key_Right)
    assert rig.view.divider_x() > before, "to the right as it is seen, mirrored or not"
    assert rig.live.settings.current.split == rig.view.split
    rig.click_layout(Layout.TOON)
    rig.until(lambda: not divider.isVisible())


def test_all_of_it_is_reached_by_the_tab_key(rig, qtbot):
    rig.start()
    rig.press("T")
    rig.until(lambda: rig.window.strip.count() == 2)
    rig.view.setFocus()
    reached: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached[1:]:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    bar = rig.controls
    wanted = {bar.source, bar.model, bar.snapshot, bar.record, bar.more, rig.window.strip}
    assert wanted <= set(reached)
