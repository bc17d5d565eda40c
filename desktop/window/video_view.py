"""VideoView: paints the newest frame with everything that lies over it; holds the divider, the zoom, the original."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QCursor,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.layout import Layout
from desktop.system.words import tr
from desktop.window.cross_fade import CrossFade
from desktop.window.divider_value import DividerValue
from desktop.window.frame_painter import FramePainter, Place
from desktop.window.framing import Framing
from desktop.window.geometry import composed_size, divider_x, split_at
from desktop.window.marks import Marks
from desktop.window.overlays import paint_divider, paint_label, paint_message, paint_pill
from desktop.window.pointer import Grasp, Pointer, on_divider
from desktop.window.spinner import Spinner
from desktop.window.style import BACKDROP

if TYPE_CHECKING:  # the window is shown before NumPy is loaded
    from core.frame import ComposedFrame

_STEP, _LARGE_STEP = 0.01, 0.1
_LABELLED_PX = 110  # a narrower part has no room for its label
_ZOOM_A_NOTCH, _NOTCH = 1.2, 120.0


@dataclass(frozen=True, slots=True)
class ViewMessage:
    """Words shown in place of the picture, over what was last seen."""

    title: str
    text: str = ""
    busy: bool = False


class VideoView(QWidget):
    """The picture. Holds the newest frame by reference and touches its pixels only to paint them."""

    split_moved = Signal(float)
    framing_changed = Signal(object)
    double_clicked = Signal()
    mouse_moved = Signal()
    painted = Signal(object)  # a frame, for the first time

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 180)
        self.paint_guide: Callable[[QPainter], None] | None = None
        """Paints over the picture, under what is told in its corners."""
        self._frame: ComposedFrame | None = None
        self._painted: ComposedFrame | None = None
        self._message: ViewMessage | None = None
        self._note = self._drop = ""
        self._mirrored = False
        self._split = 0.5
        self._comparing = False
        self._framing = Framing()
        self._frame_painter = FramePainter()
        self.cross_fade = CrossFade(self)
        self.cross_fade.moved.connect(self.update)
        self.marks = Marks(self)
        self.marks.changed.connect(self.update)
        self.divider = DividerValue(self)
        self.divider.moved.connect(self._move_split)
        self._pointer = Pointer(self)
        self._pointer.divider_moved.connect(self._on_divider_moved)
        self._pointer.panned.connect(self._on_panned)
        self._pointer.original_wanted.connect(self.compare)
        self._spinner = Spinner(self)
        self._spinner.turned.connect(self.update)
        self.retranslate()

    @property
    def frame(self) -> ComposedFrame | None:
        return self._frame

    @property
    def message(self) -> ViewMessage | None:
        return self._message

    @property
    def note(self) -> str:
        return self._note

    @property
    def mirrored(self) -> bool:
        return self._mirrored

    @property
    def split(self) -> float:
        return self._split

    @property
    def comparing(self) -> bool:
        """Whether the original is shown as long as something is held."""
        return self._comparing

    @property
    def framing(self) -> Framing:
        return self._framing

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(tr("In the split layout the left and right arrow keys move the divider."))
        self.divider.retranslate()

    def show_frame(self, frame: ComposedFrame) -> None:
        """Keep a frame and ask for a repaint; frames that are never painted cost nothing."""
        self.cross_fade.follow(self._frame, frame)
        self._frame = frame
        self._rearrange()

    def forget_frame(self) -> None:
        """Show no picture rather than one of a source that is no longer meant."""
        self._frame = self._painted = None
        self.marks.forget_latency()
        self.cross_fade.end()
        self._frame_painter.forget()
        self._rearrange()

    def set_message(self, message: ViewMessage | None) -> None:
        """Words in the middle; None to see the picture."""
        self._message = message
        self._spin_if_busy()
        self.update()

    def set_note(self, note: str) -> None:
        """A busy note at the upper edge; empty for none."""
        self._note = note
        self._spin_if_busy()
        self.update()

    def set_drop(self, words: str) -> None:
        """What would happen to what is dragged over the picture; empty for nothing."""
        self._drop = words
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._mirrored = mirrored
        self._rearrange()

    def set_split(self, split: float) -> None:
        """Where the divider stands, 0..1, as the engine counts it."""
        self._split = split
        self._rearrange()

    def compare(self, comparing: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Show the original alone, whatever the layout; recordings do not notice."""
        self._comparing = comparing
        self._rearrange()

    def set_framing(self, framing: Framing) -> None:
        """How much of the picture is seen, and which part."""
        if framing != self._framing:
            self._framing = framing
            self.marks.set_zoom(framing.zoom)
            self.framing_changed.emit(framing)
            self._rearrange()
            self._show_cursor(QPointF(self.mapFromGlobal(QCursor.pos())))

    def leave_zoom(self) -> bool:
        """See the picture in its fit again; False where it is not zoomed."""
        zoomed = self._framing.zoom != 1
        if zoomed:
            self.set_framing(Framing(self._framing.fit))
        return zoomed

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, around a place of the view or its middle."""
        area = QRectF(self.rect())
        self.set_framing(self._framing.zoomed(factor, at or area.center(), self.picture_rect(), area))

    def picture_rect(self) -> QRectF:
        """Where the picture lies; it may reach beyond the view."""
        if self._frame is None:
            return QRectF(self.rect())
        rows, columns = self._frame.source.image.shape[:2]
        width, height = composed_size(columns, rows, self._layout_of(self._frame))
        return self._framing.rect(width, height, QRectF(self.rect()), self.devicePixelRatioF())

    def divider_x(self) -> float | None:
        """Where the divider stands; None when the layout has none."""
        if self._frame is None or self._layout_of(self._frame) is not Layout.SPLIT:
            return None
        return divider_x(self._split, self.picture_rect(), mirrored=self._mirrored)

    def event(self, event: QEvent) -> bool:
        """Explain the figures to whoever points at them."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self.marks.explain(event.pos(), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A full screen is dark around the picture, whatever the colours of the bar.
        painter.fillRect(self.rect(), QBrush(BACKDROP) if self.window().isFullScreen() else self.palette().base())
        area = QRectF(self.rect())
        if self._frame is not None:
            self._paint_frame(painter, self._frame)
        if self._message is not None:
            angle = self._spinner.angle if self._message.busy else None
            paint_message(painter, area, self._message.title, self._message.text, angle)
        elif self._frame is not None:
            self._paint_divider(painter)
            self._paint_labels(painter, self._frame)
        if self.paint_guide is not None:
            self.paint_guide(painter)
        self.marks.paint(painter, area)
        if self._drop:
            paint_message(painter, area, self._drop, "", None)
        if self._note:
            paint_pill(painter, area, self._note, self._spinner.angle)
        painter.end()
        if self._frame is not None and self._frame is not self._painted:
            self._painted = self._frame
            self.marks.add_latency((time.perf_counter_ns() - self._frame.source.captured_ns) / 1e6)
            self.painted.emit(self._frame)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._spin_if_busy()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._pointer.release()
        self._spin_if_busy()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.mouse_moved.emit()
        self._pointer.move(event.position(), can_pan=self._can_pan())
        self._show_cursor(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton and self._frame is not None:
            self._pointer.press(event.position(), self.divider_x())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pointer.release()
        self._show_cursor(event.position())
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        notches = event.angleDelta().y() / _NOTCH
        if notches and self._frame is not None:
            self.zoom(_ZOOM_A_NOTCH**notches, event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton and not on_divider(event.position(), self.divider_x()):
            self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if direction is None or self.divider_x() is None:
            super().keyPressEvent(event)
            return
        step = _LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        self._move_split(self._split + direction * (-step if self._mirrored else step))

    def _layout_of(self, frame: ComposedFrame) -> Layout:
        return Layout.ORIGINAL if self._comparing else frame.layout

    def _paint_frame(self, painter: QPainter, frame: ComposedFrame) -> None:
        place = Place(self._layout_of(frame), self.picture_rect(), self._split, self._mirrored)
        self._frame_painter.paint(painter, frame, place)
        self.cross_fade.paint(painter, place)

    def _paint_labels(self, painter: QPainter, frame: ComposedFrame) -> None:
        """Which is which, where that is not plain to see."""
        seen = self.picture_rect().intersected(QRectF(self.rect()))
        layout = self._layout_of(frame)
        if self._comparing:
            paint_label(painter, seen, tr("Original"), right=False)
        elif layout in {Layout.SIDE_BY_SIDE, Layout.SPLIT}:
            x = self.divider_x()
            flipped = self._mirrored and layout is Layout.SPLIT
            if x is None or x - seen.left() > _LABELLED_PX:
                paint_label(painter, seen, tr("Toon") if flipped else tr("Original"), right=False)
            if x is None or seen.right() - x > _LABELLED_PX:
                paint_label(painter, seen, tr("Original") if flipped else tr("Toon"), right=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._rearrange()

    def _rearrange(self) -> None:
        """Paint anew, with the divider where it now stands."""
        middle = self.picture_rect().intersected(QRectF(self.rect())).center()
        self.divider.place(self.divider_x(), middle.y(), self._split, mirrored=self._mirrored)
        self.update()

    def _paint_divider(self, painter: QPainter) -> None:
        x = self.divider_x()
        if x is not None:
            seen = self.picture_rect().intersected(QRectF(self.rect()))
            paint_divider(
                painter,
                seen,
                x,
                active=self._pointer.grasp is Grasp.DIVIDER or self.hasFocus() or self.divider.hasFocus(),
            )

    def _can_pan(self) -> bool:
        picture = self.picture_rect()
        return picture.width() > self.width() + 1 or picture.height() > self.height() + 1

    def _show_cursor(self, at: QPointF) -> None:
        self.setCursor(self._pointer.cursor(at, self.divider_x(), can_pan=self._can_pan()))

    def _on_divider_moved(self, x: float) -> None:
        self._move_split(split_at(x, self.picture_rect(), mirrored=self._mirrored))

    def _on_panned(self, by: QPointF) -> None:
        self.set_framing(self._framing.panned(by, self.picture_rect(), QRectF(self.rect())))

    def _move_split(self, split: float) -> None:
        self._split = min(1.0, max(0.0, split))
        self.split_moved.emit(self._split)
        self._rearrange()

    def _spin_if_busy(self) -> None:
        waiting = bool(self._note or (self._message is not None and self._message.busy))
        self._spinner.set_busy(waiting and self.isVisible())
