"""ClipStrip: the newest clips and pictures at the right edge of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QKeySequence, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QMenu, QWidget

from desktop.system.words import mark, tr
from desktop.window.corner_close import CORNER_PX, CornerClose
from desktop.window.overlays import clock

POSTER_PX = QSize(152, 86)
WIDTH_PX = POSTER_PX.width() + 36
_NAME_PX = 38  # two lines: a name of ours is as wide as the poster, and its number comes after it
_PATH = Qt.ItemDataRole.UserRole

_DEEDS = (
    ("play", mark("Play"), "Return"),
    ("trim", mark("Trim…"), ""),
    ("rename", mark("Rename"), "F2"),
    ("copy", mark("Copy"), "Ctrl+C"),
    ("show", mark("Show in its folder"), ""),
    ("trash", mark("Move to the trash"), "Delete"),
)
LOOP_KINDS = ("GIF", "WebP", "MP4")


@dataclass(frozen=True, slots=True)
class Kept:
    """A clip or picture in the strip.

    Attributes:
        path: of the file.
        poster: a small picture of it.
        duration_s: 0 for a picture.
    """

    path: Path
    poster: QImage
    duration_s: float


class ClipStrip(QListWidget):
    """Arrow keys choose, Enter plays, F2 renames, Delete throws away, dragging gives the file to another program.

    Signals:
        wanted: what is to be done, by its name in the menu's table, and the path.
        renamed: the path and the new name.
    """

    wanted = Signal(str, object)
    renamed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clipStrip")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setFlow(QListWidget.Flow.TopToBottom)
        self.setMovement(QListWidget.Movement.Static)
        self.setWrapping(False)
        self.setIconSize(POSTER_PX)
        self.setSpacing(4)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(True)
        self.setEditTriggers(QListWidget.EditTrigger.NoEditTriggers)  # a double click plays; F2 renames
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.itemActivated.connect(lambda _item: self._want("play"))
        self.itemChanged.connect(self._on_item_changed)
        self.deeds = {name: self._deed(name, key) for name, _, key in _DEEDS}
        self.loops = QMenu(self)
        for kind in LOOP_KINDS:
            self.loops.addAction(kind, partial(self._want, f"loop.{kind.lower()}"))
        self.close_button = CornerClose(self)
        self.setViewportMargins(0, CORNER_PX + 4, 0, 0)
        self.retranslate()
        self.setFixedWidth(WIDTH_PX)
        self.hide()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Newest clips and pictures"))
        self.close_button.retranslate()
        for name, words, _ in _DEEDS:
            self.deeds[name].setText(tr(words))
        self.loops.setTitle(tr(mark("Make a loop of its end")))

    def show_kept(self, kept: Sequence[Kept]) -> None:
        """List these, the newest first; what was chosen stays so, or else its place."""
        chosen, place = self.chosen(), max(0, self.currentRow())
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.clear()
        for one in kept:
            self.addItem(_item(one))
        self.blockSignals(False)  # noqa: FBT003
        rows = [row for row in range(self.count()) if self.item(row).data(_PATH) == str(chosen)]
        if self.count():
            self.setCurrentRow(rows[0] if rows else min(place, self.count() - 1))

    def set_poster(self, path: Path, poster: QImage) -> None:
        """The small picture of one that is listed."""
        for row in range(self.count()):
            if self.item(row).data(_PATH) == str(path):
                self.blockSignals(True)  # noqa: FBT003 - Qt's own
                self.item(row).setIcon(_icon(poster, ""))
                self.blockSignals(False)  # noqa: FBT003
        self.viewport().update()

    def chosen(self) -> Path | None:
        item = self.currentItem()
        return Path(item.data(_PATH)) if item is not None else None

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        """The files, as other programs take them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(item.data(_PATH)) for item in items])
        return data

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(wrapped), tr("Clips and pictures that you save are listed here"))
            painter.end()

    def _deed(self, name: str, key: str) -> QAction:
        action = QAction(self)
        action.setAutoRepeat(False)  # a key held down throws one clip away
        if key and name != "play":  # which Enter does in any list
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: self._want(name))
        self.addAction(action)
        return action

    def _want(self, name: str) -> None:
        path = self.chosen()
        if path is None:
            return
        if name == "rename":
            self.editItem(self.currentItem())
        else:
            self.wanted.emit(name, path)

    def _open_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is None:
            return
        self.setCurrentItem(item)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        is_clip = Path(item.data(_PATH)).suffix.lower() == ".mp4"
        menu.addActions([action for name, action in self.deeds.items() if is_clip or name != "trim"])
        if is_clip:
            menu.insertMenu(self.deeds["rename"], self.loops)
        menu.popup(self.viewport().mapToGlobal(at))

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        path = Path(item.data(_PATH))
        if item.text() != path.stem:
            self.renamed.emit(path, item.text())


def _icon(poster: QImage, length: str) -> QIcon:
    canvas = QPixmap(POSTER_PX)
    canvas.fill(QColor(0, 0, 0))
    picture = _on_canvas(canvas, poster, length)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # else Qt tints it
    return icon


def _item(kept: Kept) -> QListWidgetItem:
    icon = _icon(kept.poster, clock(kept.duration_s) if kept.duration_s else "")
    item = QListWidgetItem(icon, kept.path.stem)
    item.setData(_PATH, str(kept.path))
    length = clock(kept.duration_s) if kept.duration_s else tr("Picture")
    item.setToolTip(f"{kept.path.name}\n{length}\n{tr('Double click: play')}")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kept.path.stem}, {length}")
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled)
    item.setSizeHint(QSize(POSTER_PX.width() + 8, POSTER_PX.height() + _NAME_PX))
    return item


def _on_canvas(canvas: QPixmap, poster: QImage, length: str) -> QPixmap:
    painter = QPainter(canvas)
    painter.drawImage((canvas.width() - poster.width()) // 2, (canvas.height() - poster.height()) // 2, poster)
    if length:
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        badge = painter.fontMetrics().boundingRect(length).adjusted(-5, -2, 5, 2)
        badge.moveBottomRight(canvas.rect().bottomRight() - QPoint(4, 4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, length)
    painter.end()
    return canvas
