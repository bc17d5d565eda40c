"""TakeGuide: what lies over the picture while a clip is planned: the part that is kept, and the countdown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.crop import Crop
from desktop.window.style import ACCENT, TEXT
from desktop.window.video_view import VideoView

_SHADE = QColor(8, 10, 15, 150)
_DISC = QColor(8, 10, 15, 150)


class TakeGuide(QWidget):
    """Lies over the view and lets the mouse through."""

    def __init__(self, view: VideoView) -> None:
        super().__init__(view)
        self._view = view
        self._crop = Crop.WHOLE
        self._count = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.paint_guide = self._paint_crop
        view.installEventFilter(self)
        self._show_or_hide()

    @property
    def count(self) -> int:
        """The seconds that are shown; 0 for none."""
        return self._count

    def set_crop(self, crop: Crop) -> None:
        """Shade what is not kept."""
        self._crop = crop
        self._show_or_hide()

    def set_count(self, seconds: int) -> None:
        """Show the seconds that are left; 0 shows none."""
        self._count = seconds
        self.setAccessibleName(str(seconds) if seconds else "")
        self._show_or_hide()

    def kept_rect(self) -> QRectF:
        """The part of the picture that is kept."""
        picture = self._view.picture_rect()
        width, height = self._crop.size(picture.width(), picture.height())
        kept = QRectF(0, 0, width, height)
        kept.moveCenter(picture.center())
        return kept

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._view.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._count:
            self._paint_count(painter)
        painter.end()

    def _paint_crop(self, painter: QPainter) -> None:
        if self._crop is Crop.WHOLE or self._view.frame is None:
            return
        painter.save()
        kept = self.kept_rect()
        outside = QPainterPath()
        outside.addRect(self._view.picture_rect())
        inside = QPainterPath()
        inside.addRect(kept)
        painter.fillPath(outside.subtracted(inside), _SHADE)
        painter.setPen(QPen(ACCENT, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(kept)
        painter.restore()

    def _paint_count(self, painter: QPainter) -> None:
        middle = QRectF(self.rect()).center()
        radius = min(self.width(), self.height()) * 0.16
        painter.setPen(QPen(ACCENT, 4))
        painter.setBrush(_DISC)
        painter.drawEllipse(middle, radius, radius)
        font = QFont(self.font())
        font.setPixelSize(round(radius))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(TEXT)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._count))

    def _show_or_hide(self) -> None:
        self.setGeometry(self._view.rect())
        self.setVisible(bool(self._count) or self._crop is not Crop.WHOLE)
        self.update()
