"""Tooltips show the names that others have given as they are: Qt would open the files that HTML names."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QHelpEvent, QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.window.control_bar import DropDown
from desktop.window.tips_above import beside, show_tip
from desktop.window.tool_tips import plain_tip
from support.window_rig import WindowRig


def shown_tip() -> QLabel:
    (tip,) = (widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel"))
    assert isinstance(tip, QLabel)
    return tip


@pytest.mark.parametrize("title", ['<img src="/dev/zero">', "<b>Bold</b> & Brave", "&lt;"])
def test_the_title_of_a_model_is_words(qtbot, title: str):
    button = DropDown("Style", "model")
    qtbot.addWidget(button)
    button.set_words(title)

    assert QTextDocumentFragment.fromHtml(button.toolTip()).toPlainText() == f"Style: {title}"
    assert button.accessibleName() == f"Style: {title}"


@pytest.mark.parametrize("words", ["Tom & Jerry", "a < b"])
def test_ordinary_words_stay_as_they_are(words: str):
    assert plain_tip(words) == words


@pytest.mark.parametrize("left", [10, 250])
def test_words_beside_an_area_do_not_cover_it(qapp, qtbot, left: int):
    screen = qapp.primaryScreen().availableGeometry()
    area = QRect(screen.left() + left, screen.top() + 10, screen.width() // 2, 120)
    widget = QWidget()
    qtbot.addWidget(widget)
    show_tip(widget, "m" * 20, partial(beside, area, screen))
    tip = shown_tip()
    assert screen.contains(tip.geometry())
    assert not tip.geometry().intersects(area)
    tip.close()


def test_a_tip_of_the_bar_stands_above_what_it_is_of(rig: WindowRig):
    rig.start()
    bar = rig.controls
    for widget in (*bar.segments.buttons.values(), bar.strength.slider, bar.snapshot):
        middle = widget.rect().center()
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(middle)))
        tip = shown_tip()
        assert tip.text() == widget.toolTip()
        assert tip.geometry().bottom() < widget.mapToGlobal(QPoint()).y()
        tip.close()
