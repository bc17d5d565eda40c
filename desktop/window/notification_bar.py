"""NotificationBar: errors and results as cards over the picture; they never stop anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from textwrap import wrap

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.system.words import mark, tr
from desktop.window.style import ACCENT, GREEN, RED, named_icon

_FADING_MS = 8000
_MOST_CARDS = 2
_WIDTH_PX = 430
_LONG_WORD = re.compile(r"[^\s/\\-]{41,}")
_PIECE = 28


class Kind(Enum):
    INFO = mark("Information")
    SUCCESS = mark("Done")
    ERROR = mark("Error")


_COLOURS: dict[Kind, QColor] = {Kind.INFO: ACCENT, Kind.SUCCESS: GREEN, Kind.ERROR: RED}


@dataclass(frozen=True, slots=True)
class Notification:
    """What a card says and offers.

    Attributes:
        kind: colours it.
        title: a few words.
        text: what happened and what to do.
        topic: a newer notification of the same topic takes the place of this one.
        actions: the buttons: the text of each, and what it does.
        fades: it goes away by itself, as a success always does; the others stay until they are dismissed.
        faded: called when it has gone by itself.
    """

    kind: Kind
    title: str
    text: str
    topic: str
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    fades: bool = False
    faded: Callable[[], object] | None = None


class NotificationCard(QFrame):
    """One notification with its buttons."""

    dismissed = Signal()

    def __init__(self, notification: Notification, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notification = notification
        self.setObjectName("card")
        kind = tr(notification.kind.value)
        self.setAccessibleName(tr("{what}: {chosen}", what=kind, chosen=notification.title))
        self.setAccessibleDescription(notification.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 12, 10, 12)
        layout.setSpacing(12)
        layout.addLayout(self._words(), 1)
        layout.addWidget(self._close_button(), 0, Qt.AlignmentFlag.AlignTop)
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(_FADING_MS)
        self._hiding.timeout.connect(self._on_hiding_timeout)
        if self.fades:
            self._hiding.start()

    @property
    def fades(self) -> bool:
        """Whether it goes away by itself."""
        return self.notification.fades or self.notification.kind is Kind.SUCCESS

    def stop(self) -> None:
        self._hiding.stop()

    def fade(self) -> None:
        """Go away, as it does by itself after 8 seconds where it fades."""
        self.dismissed.emit()
        if self.notification.faded is not None:
            self.notification.faded()

    def _on_hiding_timeout(self) -> None:
        """A card that lies behind a dialog could not be read."""
        if QApplication.activeModalWidget() is not None:
            self._hiding.start()
        else:
            self.fade()

    def fitted_height(self, width: int) -> int:
        """How high it has to be to show all its words, px."""
        self.ensurePolished()
        for label in self.findChildren(QLabel):
            label.ensurePolished()
        layout = self.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_COLOURS[self.notification.kind])
        painter.drawRoundedRect(8, 12, 4, self.height() - 24, 2, 2)
        painter.end()

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        shown = self.notification
        # With a parent from the start: without one, a label that is shown is a window.
        title, text = (QLabel(_breakable(words), self) for words in (shown.title, shown.text))
        for label, name in ((title, "cardTitle"), (text, "cardText")):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not self.notification.text:
            text.hide()
        if self.notification.actions:
            row = QHBoxLayout()
            row.setContentsMargins(0, 6, 0, 0)
            for words, act in self.notification.actions:
                row.addWidget(self._action_button(words, act))
            row.addStretch(1)
            column.addLayout(row)
        return column

    def _action_button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)

        def on_button_clicked() -> None:
            self.dismissed.emit()
            act()

        button.clicked.connect(on_button_clicked)
        return button

    def _close_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("iconOnly", "true")
        button.setIcon(named_icon("close"))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tr("Dismiss"))
        button.setAccessibleName(tr("Dismiss"))
        button.clicked.connect(self.dismissed)
        return button


def _breakable(words: str) -> str:
    """A label breaks lines between words alone, and cuts off a file's name that is longer than a line."""

    def broken(word: re.Match[str]) -> str:
        return "\u200b".join(wrap(word[0], _PIECE))

    return _LONG_WORD.sub(broken, words)


class NotificationBar(QWidget):
    """A short column of cards, the newest first."""

    resized = Signal()
    notified = Signal(object)
    """The Notification of each new card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Notifications"))

    @property
    def cards(self) -> list[NotificationCard]:
        """The newest first."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, NotificationCard)]

    def notify(self, notification: Notification) -> None:
        """Show a card in place of an older one of its topic; the oldest give way."""
        self.dismiss(notification.topic)
        card = NotificationCard(notification, self)
        card.dismissed.connect(lambda: self._remove(card))
        self._column.insertWidget(0, card)
        for old in self.cards[_MOST_CARDS:]:
            self._remove(old)
        self.show()
        self.resized.emit()
        self.notified.emit(notification)
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self, f"{card.accessibleName()}. {notification.text}")
        )

    def dismiss(self, topic: str) -> None:
        """Remove the card of a topic, if there is one."""
        for card in self.cards:
            if card.notification.topic == topic:
                self._remove(card)

    def dismiss_newest(self) -> bool:
        """Remove the newest card; False when there is none."""
        cards = self.cards
        if cards:
            self._remove(cards[0])
        return bool(cards)

    def clear(self) -> None:
        for card in self.cards:
            self._remove(card)

    def fitted_size(self, room: QSize) -> QSize:
        """How large it wants to be in `room`; older cards are left out where there is no room for all."""
        width = min(_WIDTH_PX, room.width())
        height = -self._column.spacing()
        for place, card in enumerate(self.cards):
            needed = card.fitted_height(width) + self._column.spacing()
            card.setVisible(place == 0 or height + needed <= room.height())
            height += needed if card.isVisibleTo(self) else 0
        return QSize(width, max(0, height))

    def _remove(self, card: NotificationCard) -> None:
        card.stop()
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self.cards))
        self.resized.emit()
