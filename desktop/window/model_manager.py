"""ModelManager: every model with its picture, speed and origin; the person's own can be changed and removed."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.system.words import tr
from desktop.window.fitting import resize_within_screen

_ICON = QSize(132, 99)
_SIZE = QSize(720, 560)
_PALE = 0.35
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What is shown of a model.

    Attributes:
        key: its id.
        title: its name.
        facts: lines below it.
        details: further ones, for those who ask for them.
        own: whether the person added it.
        readable: whether its network can be read in other ways.
        current: whether it draws now.
        from_hub: whether it can be asked for updates.
        has_update: whether one can be fetched.
    """

    key: str
    title: str
    facts: tuple[str, ...]
    details: tuple[str, ...]
    own: bool
    readable: bool
    current: bool
    from_hub: bool = False
    has_update: bool = False


class ModelManager(QDialog):
    """A list and what can be done with the selected one. Opened with `show()`: the picture goes on beside it."""

    add_wanted = Signal()
    use_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    remove_wanted = Signal(str)
    readings_wanted = Signal(str)
    pack_wanted = Signal(str)
    update_wanted = Signal(str)
    updates_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Styles"))
        self._rows: dict[str, ModelRow] = {}
        self.details = QCheckBox(tr("Details"))
        self.details.setToolTip(tr("Size, kind and licence of each"))
        self.details.toggled.connect(self._say)
        self.list = QListWidget()
        self.list.setIconSize(_ICON)
        self.list.setSpacing(3)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._enable)
        self.list.itemDoubleClicked.connect(lambda item: self.use_wanted.emit(item.data(_KEY)))
        self.use = self._button(tr("Draw with it"), lambda: self.use_wanted.emit(self.selected))
        self.rename = self._button(tr("Rename…"), self._ask_for_title)
        self.readings = self._button(tr("Looks wrong?…"), lambda: self.readings_wanted.emit(self.selected))
        self.pack = self._button(tr("Save as a file…"), lambda: self.pack_wanted.emit(self.selected))
        self.update_model = self._button(tr("Update"), lambda: self.update_wanted.emit(self.selected))
        self.remove = self._button(tr("Remove"), lambda: self.remove_wanted.emit(self.selected))
        self.look = self._button(tr("Look for updates"), self.updates_wanted.emit)
        self.look.setToolTip(tr("Asks the hub about the styles that you added from there"))
        self.add = self._button(tr("Add a style…"), self.add_wanted.emit)
        self.add.setEnabled(True)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        self._lay_out(close)
        resize_within_screen(self, _SIZE)

    def _lay_out(self, close: QPushButton) -> None:
        """What is done with the selected model beside the list, the rest below: low enough for a small screen."""
        side, foot = QVBoxLayout(), QHBoxLayout()
        for button in (self.use, self.rename, self.readings, self.pack, self.update_model, self.remove):
            side.addWidget(button)
        side.addStretch()
        foot.addWidget(self.add)
        foot.addWidget(self.look)
        foot.addWidget(self.details)
        foot.addStretch()
        foot.addWidget(close)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.list, 1)
        row.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)

    @property
    def selected(self) -> str:
        """Id of the selected model; empty when none is."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_KEY))

    def set_rows(self, rows: Sequence[ModelRow], images: dict[str, QImage], drawn: Container[str] = ()) -> None:
        """Show these models; the selection stays where it was. A picture that is not `drawn` for the person is pale."""
        selected = self.selected
        self._rows = {row.key: row for row in rows}
        self.list.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_KEY, row.key)
            font = item.font()
            font.setBold(row.current)
            item.setFont(font)
            self.list.addItem(item)
            self.set_image(row.key, images.get(row.key, QImage()), own=row.key in drawn)
            if row.key == selected or (not selected and row.current):
                self.list.setCurrentItem(item)
        self._say()
        self._enable()

    def set_image(self, key: str, image: QImage, *, own: bool = True) -> None:
        """Show what a model draws; paler while it is not `own`, of the person's picture."""
        for item in self._items():
            if item.data(_KEY) == key:
                item.setIcon(_icon(image, opacity=1.0 if own else _PALE))

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _say(self) -> None:
        """What is known of each, with the details where they are wanted."""
        for item in self._items():
            row = self._rows[item.data(_KEY)]
            item.setText("\n".join((row.title, *row.facts, *(row.details if self.details.isChecked() else ()))))

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _enable(self) -> None:
        """Each button, or why it does nothing for the selected one."""
        row = self._rows.get(self.selected)
        came_with = "" if row is None or row.own else tr("It came with ToonClip and stays as it is")
        clear = "" if row is None or row.readable else tr("Its file says how its colours are meant")
        reasons = {
            self.use: tr("It draws now") if row is not None and row.current else "",
            self.pack: "",
            self.rename: came_with,
            self.remove: came_with,
            self.readings: came_with or clear,
            self.update_model: "" if row is None or row.has_update else tr("No newer version is known"),
        }
        for button, reason in reasons.items():
            button.setEnabled(row is not None and not reason)
            button.setToolTip(reason)
        from_hub = any(row.from_hub for row in self._rows.values())
        for button in (self.update_model, self.look):
            button.setVisible(from_hub)

    def _ask_for_title(self) -> None:
        row = self._rows[self.selected]
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Rename"))
        dialog.setLabelText(tr("The name of the style:"))
        dialog.setTextValue(row.title)
        dialog.textValueSelected.connect(lambda title: self.rename_wanted.emit(row.key, title))
        dialog.open()


def _icon(image: QImage, opacity: float) -> QIcon:
    """The same picture where it is selected: not in the colour of the selection."""
    pixmap = QPixmap(_ICON * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    painter.drawPixmap(0, 0, _cut(image))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _cut(image: QImage) -> QPixmap:
    """The middle of an image, in the shape that all have; empty where there is none."""
    empty = QPixmap(_ICON * 2)
    empty.fill(Qt.GlobalColor.transparent)
    if image.isNull():
        return empty
    fitted = QPixmap.fromImage(image).scaled(
        _ICON * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (fitted.width() - 2 * _ICON.width()) // 2, (fitted.height() - 2 * _ICON.height()) // 2
    return fitted.copy(left, top, 2 * _ICON.width(), 2 * _ICON.height())
