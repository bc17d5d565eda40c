"""ModelManager: every model with its picture, size, licence and origin; the person's own can be changed and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
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
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What is shown of a model.

    Attributes:
        key: its id.
        title: its name.
        facts: lines below it.
        own: whether the person added it.
        readable: whether its network can be read in other ways.
        current: whether it draws now.
        from_hub: whether it can be asked for updates.
        has_update: whether one can be fetched.
    """

    key: str
    title: str
    facts: tuple[str, ...]
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

    def set_rows(self, rows: Sequence[ModelRow], images: dict[str, QImage]) -> None:
        """Show these models; the selection stays where it was."""
        selected = self.selected
        self._rows = {row.key: row for row in rows}
        self.list.clear()
        for row in rows:
            item = QListWidgetItem("\n".join((row.title, *row.facts)))
            item.setData(_KEY, row.key)
            font = item.font()
            font.setBold(row.current)
            item.setFont(font)
            self.list.addItem(item)
            self.set_image(row.key, images.get(row.key, QImage()))
            if row.key == selected or (not selected and row.current):
                self.list.setCurrentItem(item)
        self._enable()

    def set_image(self, key: str, image: QImage) -> None:
        """Show what a model draws."""
        for item in (self.list.item(place) for place in range(self.list.count())):
            if item.data(_KEY) == key:
                item.setIcon(_icon(image))

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _enable(self) -> None:
        row = self._rows.get(self.selected)
        self.use.setEnabled(row is not None and not row.current)
        self.pack.setEnabled(row is not None)
        self.rename.setEnabled(row is not None and row.own)
        self.remove.setEnabled(row is not None and row.own)
        self.readings.setEnabled(row is not None and row.own and row.readable)
        self.update_model.setEnabled(row is not None and row.has_update)
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


def _icon(image: QImage) -> QIcon:
    """The same picture where it is selected: not in the colour of the selection."""
    pixmap = _cut(image)
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
