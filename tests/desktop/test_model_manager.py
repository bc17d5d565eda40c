"""ModelManager: what it says of a model can be read whole, and a button that does nothing looks so."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.window.model_manager import ModelManager, ModelRow
from desktop.window.style import apply_style

LICENCE = "Licence: MIT; data credit Apache-2.0; encoder started from SqueezeNet 1.1 (BSD-3-Clause)"


@pytest.fixture
def manager(qtbot: QtBot) -> ModelManager:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_style(application)
    manager = ModelManager(None)
    qtbot.addWidget(manager)
    row = ModelRow("hero", "Hero", ("Came with it",), ("5.7 MB", LICENCE), own=False, readable=False, current=True)
    manager.set_rows([row], {})
    manager.show()
    return manager


def test_a_long_licence_is_told_on_demand_and_wrapped(manager: ModelManager) -> None:
    assert manager.list.item(0).text() == "Hero\nCame with it"
    manager.details.click()
    assert LICENCE in manager.list.item(0).text()
    place = manager.list.visualItemRect(manager.list.item(0))

    assert place.width() <= manager.list.viewport().width()
    assert place.height() >= 4 * manager.list.fontMetrics().lineSpacing()


def test_what_cannot_be_done_looks_so(manager: ModelManager) -> None:
    def pixels(button: QPushButton) -> bytes:
        return bytes(button.grab().toImage().bits())

    assert not manager.remove.isEnabled()
    off = pixels(manager.remove)
    manager.remove.setEnabled(True)
    assert pixels(manager.remove) != off


def test_each_that_does_nothing_says_why(manager: ModelManager) -> None:
    for button in (manager.use, manager.rename, manager.readings, manager.remove):
        assert button.toolTip(), button.text()
        assert not button.isEnabled()
    assert manager.pack.isEnabled()
    own = ModelRow("mine", "Mine", (), (), own=True, readable=True, current=False)
    manager.set_rows([own], {})
    manager.list.setCurrentRow(0)
    for button in (manager.use, manager.rename, manager.readings, manager.remove):
        assert (button.isEnabled(), button.toolTip()) == (True, "")
