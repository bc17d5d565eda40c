"""StyleStrip: a filmstrip of the models, each with its toon of the person's own picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QKeyEvent, QKeySequence, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.system.words import tr
from desktop.window.corner_close import CORNER_PX, CornerClose
from desktop.window.style import ACCENT, DIM

_PICTURE = QSize(128, 72)
_GAP_PX, _WORDS_PX, _CORNER_PX = 6, 20, 8
_KEY = Qt.ItemDataRole.UserRole
_FAVOURITE = Qt.ItemDataRole.UserRole + 1
_OWN = Qt.ItemDataRole.UserRole + 2
_PALE = 0.35
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
HEIGHT_PX = _PICTURE.height() + _WORDS_PX + 4 * _GAP_PX + 12  # and a scroll bar

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Style:
    """A model in the strip."""

    key: str
    title: str
    favourite: bool
    words: str = ""
    """What to know before choosing it."""


class StyleStrip(QListWidget):
    """Click or Enter chooses; dragging, or Ctrl with an arrow, orders; the right button's menu does both, too."""

    chosen = Signal(str)
    ordered = Signal(list)
    """The keys, after a drag."""
    favourite_toggled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(_Painter(self))
        self.setFixedHeight(HEIGHT_PX)
        self.close_button = CornerClose(self)
        self.setViewportMargins(0, 0, CORNER_PX + 4, 0)
        self.itemClicked.connect(self._on_item_chosen)
        self.itemActivated.connect(self._on_item_chosen)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.model().rowsMoved.connect(lambda: self.ordered.emit(self.keys))
        self.mirrored = False
        self.retranslate()
        self.hide()

    @property
    def keys(self) -> list[str]:
        return [str(item.data(_KEY)) for item in self._items()]

    def set_styles(self, styles: Sequence[Style], current: str) -> None:
        """What is listed, in this order; what was drawn already stays."""
        kept = (Qt.ItemDataRole.DecorationRole, _OWN)
        before = {item.data(_KEY): [item.data(role) for role in kept] for item in self._items()}
        self.clear()
        for style in styles:
            item = QListWidgetItem(style.title)
            item.setData(_KEY, style.key)
            item.setData(_FAVOURITE, style.favourite)
            for role, value in zip(kept, before.get(style.key, (None, None)), strict=True):
                item.setData(role, value)
            item.setToolTip("\n".join(words for words in (style.title, style.words) if words))
            self.addItem(item)
        self.set_current(current)

    def set_current(self, key: str) -> None:
        """Which one draws."""
        for item in self._items(key):
            self.setCurrentItem(item)

    def set_picture(self, key: str, picture: QImage, *, own: bool = True) -> None:
        """What a model draws now; paler while it is not `own`, of the person's picture."""
        for item in self._items(key):
            item.setData(_OWN, own)
            shown = picture.flipped(Qt.Orientation.Horizontal) if self.mirrored else picture
            item.setData(Qt.ItemDataRole.DecorationRole, QPixmap.fromImage(shown))

    def has_picture(self, key: str) -> bool:
        return any(item.data(Qt.ItemDataRole.DecorationRole) is not None for item in self._items(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._move(self.currentRow(), step)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Styles on your own picture"))
        self.close_button.retranslate()

    def _items(self, key: str | None = None) -> list[QListWidgetItem]:
        """All of them, or those of a model."""
        items = [self.item(row) for row in range(self.count())]
        return [item for item in items if key is None or item.data(_KEY) == key]

    def _move(self, row: int, step: int) -> None:
        """Give a model the place of its neighbour."""
        if 0 <= row < self.count() and 0 <= row + step < self.count():
            current = self.currentItem()
            self.insertItem(row + step, self.takeItem(row))
            self.setCurrentItem(current)
            self.ordered.emit(self.keys)

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_KEY))

    def _on_menu_requested(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = tr("No longer a favourite") if item.data(_FAVOURITE) else tr("Favourite: first in the strip")
        key = str(item.data(_KEY))
        menu.addAction(words).triggered.connect(lambda: self.favourite_toggled.emit(key))
        row = self.row(item)
        for words, key_words, step, end in (
            (tr("Move left"), "Ctrl+Left", -1, 0),
            (tr("Move right"), "Ctrl+Right", 1, self.count() - 1),
        ):
            action = menu.addAction(words, partial(self._move, row, step))
            action.setShortcut(QKeySequence(key_words))
            action.setEnabled(row != end)
        menu.popup(self.viewport().mapToGlobal(place))


class _Painter(QStyledItemDelegate):
    """A picture with round corners and the title under it; the current one has a frame."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        return QSize(_PICTURE.width() + 2 * _GAP_PX, _PICTURE.height() + _WORDS_PX + 2 * _GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        current, hovered = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        place = QRectF(rect.left() + _GAP_PX, rect.top() + _GAP_PX, _PICTURE.width(), _PICTURE.height())
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        painter.setBrush(_brush(picture, place))
        painter.setPen(
            QPen(ACCENT, 3) if current else QPen(option.palette.text().color(), 1) if hovered else Qt.PenStyle.NoPen
        )
        painter.setOpacity(1.0 if index.data(_OWN) else _PALE)
        painter.drawRoundedRect(place, _CORNER_PX, _CORNER_PX)
        painter.setOpacity(1.0)
        painter.setPen(option.palette.link().color() if current else option.palette.text().color())
        star = "★ " if index.data(_FAVOURITE) else ""
        words = f"{star}{index.data(Qt.ItemDataRole.DisplayRole)}"
        below = QRect(rect.left() + 2, round(place.bottom()) + 3, rect.width() - 4, _WORDS_PX)
        elided = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, elided)
        painter.restore()


def _brush(picture: object, place: QRectF) -> QBrush:
    if not isinstance(picture, QPixmap) or picture.isNull():
        return QBrush(DIM, Qt.BrushStyle.Dense6Pattern)
    wanted = QSize(round(place.width()), round(place.height()))
    fitted = picture.scaled(
        wanted * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    brush = QBrush(fitted)
    move = brush.transform()
    move.translate(place.left(), place.top())
    move.scale(0.5, 0.5)
    brush.setTransform(move)
    return brush
