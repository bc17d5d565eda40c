from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QLabel, QToolButton, QWidget

from desktop.window.notification_bar import Kind, Notification, NotificationBar


@pytest.fixture
def bar(qtbot):
    bar = NotificationBar()
    qtbot.addWidget(bar)
    yield bar
    bar.clear()


def titles(bar: NotificationBar) -> list[str]:
    return [card.notification.title for card in bar.cards]


def test_the_newest_is_first_and_the_oldest_give_way(bar):
    for number in range(5):
        bar.notify(Notification(Kind.ERROR, str(number), "", str(number)))
    assert titles(bar) == ["4", "3"]


def test_a_topic_has_one_card(bar):
    bar.notify(Notification(Kind.ERROR, "old", "", "model"))
    bar.notify(Notification(Kind.ERROR, "other", "", "source"))
    bar.notify(Notification(Kind.ERROR, "new", "", "model"))
    assert titles(bar) == ["new", "other"]
    bar.dismiss("model")
    assert titles(bar) == ["other"]


def test_a_success_and_what_passes_go_away_by_themselves(bar, qtbot):
    gone = []
    bar.notify(Notification(Kind.SUCCESS, "saved", "", "a"))
    bar.notify(Notification(Kind.ERROR, "stays", "", "b"))
    for timer in bar.findChildren(QTimer):
        timer.setInterval(1)
    qtbot.waitUntil(lambda: titles(bar) == ["stays"])
    bar.notify(Notification(Kind.ERROR, "passes", "", "c", fades=True, faded=lambda: gone.append("c")))
    for timer in bar.cards[0].findChildren(QTimer):
        timer.setInterval(1)
    qtbot.waitUntil(lambda: titles(bar) == ["stays"])
    assert gone == ["c"]


def test_a_card_behind_a_dialog_waits_for_it(bar, qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setModal(True)
    dialog.show()
    bar.notify(Notification(Kind.SUCCESS, "saved", "", "a"))
    (timer,) = bar.findChildren(QTimer)
    timer.setInterval(1)
    with qtbot.waitSignal(timer.timeout):
        timer.start()
    assert titles(bar) == ["saved"]
    dialog.close()
    qtbot.waitUntil(lambda: not titles(bar))


def test_a_card_is_dismissed_with_its_button(bar, qtbot):
    bar.notify(Notification(Kind.ERROR, "gone", "", "x"))
    qtbot.mouseClick(bar.cards[0].findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not bar.cards
    assert bar.isHidden()
    assert not bar.dismiss_newest()


def test_words_are_shown_as_they_are(bar):
    bar.notify(Notification(Kind.ERROR, "<b>title</b>", "<i>/a/path</i>", "x"))
    assert bar.cards[0].accessibleName() == "Error: <b>title</b>"
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in bar.cards[0].findChildren(QLabel))


def test_older_cards_are_left_out_where_there_is_no_room(bar):
    for number in range(3):
        bar.notify(Notification(Kind.ERROR, str(number), "Some words " * 20, str(number)))
    bar.fitted_size(QSize(400, 10))
    assert [card.isHidden() for card in bar.cards] == [False, True]
    bar.fitted_size(QSize(400, 5000))
    assert not any(card.isHidden() for card in bar.cards)


def test_no_card_is_a_window_for_a_moment(bar, qapp):
    windows = _Windows()
    qapp.installEventFilter(windows)
    bar.notify(Notification(Kind.ERROR, "title", "", "x", (("Act", lambda: None),)))
    bar.show()
    qapp.removeEventFilter(windows)
    assert [name for name in windows.shown if name != "NotificationBar"] == []


class _Windows(QObject):
    """Whatever is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_a_card_leaves_the_keys_to_the_window(rig):
    rig.start()
    rig.until(rig.window.isActiveWindow)
    rig.press("S")
    rig.until(lambda: rig.card("snapshot"))
    assert rig.window.isActiveWindow()


@pytest.mark.parametrize("name", ["x" * 600, "a" * 39 + "." + "b" * 500, "Ferien " * 60])
def test_the_whole_of_a_very_long_name_is_seen(bar, name):
    bar.notify(Notification(Kind.ERROR, "Model not found", f"There is no model “/home/anna/{name}”. Look again.", "a"))
    bar.notify(Notification(Kind.INFO, "Another card", "Two lines of text, or a little more than that.", "b"))
    bar.resize(bar.fitted_size(QSize(430, 2000)))
    bar.show()
    for label in bar.findChildren(QLabel):
        assert label.width() < 430
        assert label.height() >= label.heightForWidth(label.width())
    shown = {label.text().replace("\u200b", "") for label in bar.findChildren(QLabel)}
    assert {card.notification.text for card in bar.cards} <= shown
