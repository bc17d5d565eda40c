"""Tooltips show the names that others have given as they are: Qt would open the files that HTML names."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QToolTip

from desktop.window.control_bar import DropDown
from desktop.window.tips_above import place_beside
from desktop.window.tool_tips import plain_tip


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
def test_words_beside_an_area_do_not_cover_it(qapp, left: int):
    screen = qapp.primaryScreen().availableGeometry()
    area, words = QRect(screen.left() + left, screen.top() + 10, screen.width() // 2, 120), "m" * 20
    QToolTip.showText(place_beside(area, words, screen), words)
    (tip,) = (widget for widget in qapp.topLevelWidgets() if widget.inherits("QTipLabel"))
    assert screen.contains(tip.geometry())
    assert not tip.geometry().intersects(area)
    tip.close()
