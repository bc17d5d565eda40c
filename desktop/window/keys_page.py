"""KeysPage: every key of the window on one page; a click on a key gives another."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.system.words import tr
from desktop.window.actions import Actions

_COLUMNS, _TWO_COLUMNS_PX = 2, 860
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_SIZE_PX = (820, 560)


class KeysPage(QDialog):
    """Opened with `open()`, so that the picture goes on behind it. Closed by Esc, or by the key that opened it.

    Args:
        acts: what the keys do.
        parent: the window.
    """

    changed = Signal(str, str)
    """An action's object name, and its new key; empty for none."""
    reset = Signal()
    everywhere_wished = Signal(bool)
    """Whether some keys are to work in every program."""

    def __init__(self, acts: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        self._acts = acts
        self._words = QLabel(tr("Click a key to change it. Backspace takes it away."))
        self._words.setObjectName("dim")
        self._words.setWordWrap(True)
        self.buttons = {action: KeyButton(action) for action in acts.with_keys()}
        grid = self._grid(_COLUMNS if parent is None or parent.width() >= _TWO_COLUMNS_PX else 1)
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        first, close = QPushButton(tr("Reset all keys")), QPushButton(tr("Close"))
        first.clicked.connect(self._on_reset_clicked)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        for widget in (self._words, first, close):
            foot.addWidget(widget, 1 if widget is self._words else 0)
        self.everywhere = QCheckBox(tr("Keys for record, snapshot and the last seconds in every program"))
        self.everywhere.clicked.connect(self.everywhere_wished)
        self._about_everywhere = QLabel()
        self._about_everywhere.setObjectName("dim")
        self._about_everywhere.setWordWrap(True)
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(area)
        column_layout.addWidget(self.everywhere)
        column_layout.addWidget(self._about_everywhere)
        column_layout.addLayout(foot)
        close.setDefault(True)
        close.setFocus()
        room = parent.size() if parent is not None else self.size()
        self.resize(min(_SIZE_PX[0], room.width() - 40), min(_SIZE_PX[1], room.height() - 40))

    def _grid(self, columns: int) -> QGridLayout:
        """Every key and what it does, under headings that stay with theirs."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        half = (len(self.buttons) + len(self._acts.groups)) / columns
        column = row = 0
        for heading, actions in self._acts.groups.items():
            if column + 1 < columns and row + len(actions) / 2 > half:
                column, row = column + 1, 0
            title = QLabel(tr(heading))
            title.setObjectName("groupTitle")
            grid.addWidget(title, row, 2 * column, 1, 2)
            for place, action in enumerate(actions, row + 1):
                self.buttons[action].chosen.connect(self._on_key_chosen)
                grid.addWidget(self.buttons[action], place, 2 * column)
                grid.addWidget(QLabel(action.text()), place, 2 * column + 1)
            row += 1 + len(actions)
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def show_everywhere(self, words: str, *, on: bool, offered: bool) -> None:
        """Whether keys in every program can be had, are on, and which they are."""
        self.everywhere.setEnabled(offered)
        self.everywhere.setChecked(on)
        self.everywhere.setAccessibleDescription(words)
        self._about_everywhere.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_F1, Qt.Key.Key_Question}:
            self.accept()
        else:
            super().keyPressEvent(event)

    def _on_key_chosen(self, action: QAction, key: str) -> None:
        taken = next((other for other in self.buttons if other is not action and _key_of(other) == key and key), None)
        self.changed.emit(action.objectName(), key)
        if taken is not None:
            self.changed.emit(taken.objectName(), "")
            self._words.setText(tr("“{action}” has no key now.", action=taken.text()))
        self._show()

    def _on_reset_clicked(self) -> None:
        self.reset.emit()
        self._show()

    def _show(self) -> None:
        for button in self.buttons.values():
            button.show_key()


class KeyButton(QPushButton):
    """The key of an action; after a click it takes the next key that is pressed."""

    chosen = Signal(QAction, str)

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setObjectName("key")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._action = action
        self.clicked.connect(self.show_key)
        self.show_key()

    def show_key(self) -> None:
        key = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setText(tr("Press a key") if self.isChecked() else key or tr("none"))
        self.setAccessibleName(tr("Key of “{action}”: {key}", action=self._action.text(), key=key or tr("none")))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if not self.isChecked():
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Escape:
            self._end()
        elif key is Qt.Key.Key_Backspace:
            self._choose("")
        elif key not in _MODIFIERS:
            shifted = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.text().isprintable() and not event.text().isalnum():
                shifted &= ~Qt.KeyboardModifier.ShiftModifier  # “?” is a key of its own, whatever makes it
            self._choose(QKeySequence(QKeyCombination(shifted, key)).toString())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._end()

    def _choose(self, key: str) -> None:
        self.setChecked(False)
        self.chosen.emit(self._action, key)

    def _end(self) -> None:
        self.setChecked(False)
        self.show_key()


def _key_of(action: QAction) -> str:
    return action.shortcut().toString()
