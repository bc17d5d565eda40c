"""What is painted over the picture: figures, recording mark, divider, messages. Never part of a recorded frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QPen

from core.metrics import PipelineStats
from desktop.system.words import tr
from desktop.window.style import ACCENT, DIM, TEXT

_VEIL = QColor(8, 10, 15, 190)
_SHADE = QColor(8, 10, 15, 178)
_MARGIN = 14.0
_MARK_PX = 30.0
_LINE_GAP_PX = 3


def figures(stats: PipelineStats, latency_ms: float) -> list[tuple[str, str]]:
    """The lines of the overlay: (name, value). `latency_ms` is from capture to paint."""
    size = stats.working_size
    return [
        (tr("source"), tr("{count} fps", count=f"{stats.capture_fps:.1f}")),
        (tr("toons"), tr("{count} fps", count=f"{stats.output_fps:.1f}")),
        (tr("drawing"), _milliseconds(stats.generate_ms)),
        (tr("drawn at"), f"{size[0]} x {size[1]}" if size else "-"),
        (tr("latency"), _milliseconds(latency_ms)),
        (tr("left out"), f"{stats.dropped}"),
    ]


def figures_explained() -> str:
    """What the figures mean, for a person who points at them."""
    return "\n".join(
        (
            tr("source: pictures that the camera or video delivers, a second"),
            tr("toons: pictures that you see, a second"),
            tr("drawing: the time that the style takes for one toon"),
            tr("drawn at: the size at which the style draws, in pixels; it follows the load"),
            tr("latency: from the camera's picture to its toon on the screen"),
            tr("left out: pictures that came while a toon was being drawn; the newest is always the next"),
        )
    )


def figures_box(area: QRectF, lines: Sequence[tuple[str, str]]) -> QRectF:
    """Where the figures lie: in the upper left corner of `area`."""
    metrics = QFontMetricsF(_figures_font())
    names = max(metrics.horizontalAdvance(name) for name, _ in lines)
    values = max(metrics.horizontalAdvance("000.0 fps"), *(metrics.horizontalAdvance(value) for _, value in lines))
    height = (metrics.height() + _LINE_GAP_PX) * len(lines) + 17
    return QRectF(area.left() + _MARGIN, area.top() + _MARGIN, names + values + 40, height)


def _milliseconds(duration_ms: float) -> str:
    return f"{duration_ms:.0f} ms" if duration_ms else "–"  # noqa: RUF001 - as long as a figure


def _figures_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(12)
    return font


def clock(seconds: float) -> str:
    """1:05, or 1:00:05 from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def paint_figures(painter: QPainter, area: QRectF, lines: Sequence[tuple[str, str]]) -> None:
    """The figures, in their box."""
    font = _figures_font()
    step = QFontMetricsF(font).height() + _LINE_GAP_PX
    box = figures_box(area, lines)
    _panel(painter, box, 10)
    painter.setFont(font)
    row = QRectF(box.left() + 13, box.top() + 10, box.width() - 26, step)
    for name, value in lines:
        painter.setPen(DIM)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(TEXT)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
        row.translate(0, step)


def paint_mark(painter: QPainter, area: QRectF, text: str, dot: QColor, *, row: int) -> None:
    """A few words with a dot, in the upper right corner of `area`; `row` counts the marks above it."""
    font = _font(13, bold=True)
    width = QFontMetricsF(font).horizontalAdvance(text)
    top = area.top() + _MARGIN + row * (_MARK_PX + 6)
    box = QRectF(area.right() - _MARGIN - width - 42, top, width + 42, _MARK_PX)
    _panel(painter, box, _MARK_PX / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(dot)
    painter.drawEllipse(QPointF(box.left() + 18, box.center().y()), 5.5, 5.5)
    painter.setFont(font)
    painter.setPen(TEXT)
    painter.drawText(box.adjusted(31, 0, -11, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def paint_pill(painter: QPainter, area: QRectF, text: str, angle: float) -> None:
    """A busy note at the upper edge of `area`; `angle` turns its spinner, degrees."""
    font = _font(13)
    text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(40.0, area.width() - 100))
    width = QFontMetricsF(font).horizontalAdvance(text)
    box = QRectF(0, 0, width + 58, 34)
    box.moveCenter(QPointF(area.center().x(), area.top() + _MARGIN + 17))
    _panel(painter, box, 17)
    paint_spinner(painter, QPointF(box.left() + 23, box.center().y()), 7.5, angle)
    painter.setFont(font)
    painter.setPen(TEXT)
    painter.drawText(box.adjusted(41, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def paint_label(painter: QPainter, picture: QRectF, text: str, *, right: bool) -> None:
    """What a half of the picture shows, in one of its lower corners."""
    font = _font(12)
    width = QFontMetricsF(font).horizontalAdvance(text) + 22
    left = picture.right() - _MARGIN - width if right else picture.left() + _MARGIN
    box = QRectF(left, picture.bottom() - _MARGIN - 25, width, 25)
    _panel(painter, box, 12.5)
    painter.setFont(font)
    painter.setPen(TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_divider(painter: QPainter, picture: QRectF, x: float, *, active: bool) -> None:
    """The line of the split layout with its handle; `active` while it is held or has the keyboard."""
    painter.setPen(QPen(QColor(0, 0, 0, 90), 5))
    painter.drawLine(QPointF(x, picture.top()), QPointF(x, picture.bottom()))
    painter.setPen(QPen(QColor("white"), 2))
    painter.drawLine(QPointF(x, picture.top()), QPointF(x, picture.bottom()))
    middle = QPointF(x, picture.center().y())
    painter.setPen(QPen(QColor(0, 0, 0, 90), 2))
    painter.setBrush(ACCENT if active else QColor("white"))
    painter.drawEllipse(middle, 17, 17)
    painter.setPen(QPen(QColor("#14171F"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        tip, root = middle + QPointF(side * 9, 0), middle + QPointF(side * 4.5, 0)
        painter.drawLine(tip, QPointF(root.x(), middle.y() - 4.5))
        painter.drawLine(tip, QPointF(root.x(), middle.y() + 4.5))


def paint_message(painter: QPainter, area: QRectF, title: str, text: str, angle: float | None) -> None:
    """Words in the middle of `area` when there is no picture to see; with a spinner when `angle` is given."""
    painter.fillRect(area, _SHADE)
    middle = area.center()
    if angle is not None:
        paint_spinner(painter, QPointF(middle.x(), middle.y() - 44), 15, angle)
    painter.setFont(_font(20, bold=True))
    painter.setPen(TEXT)
    top = QRectF(area.left() + 24, middle.y() - 18, area.width() - 48, 32)
    painter.drawText(top, Qt.AlignmentFlag.AlignCenter, title)
    painter.setFont(_font(14))
    painter.setPen(DIM)
    below = QRectF(area.left() + 24, top.bottom() + 4, area.width() - 48, max(0.0, area.bottom() - top.bottom() - 8))
    wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, int(wrapped), text)


def paint_spinner(painter: QPainter, centre: QPointF, radius: float, angle: float) -> None:
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 50), 2.4))
    painter.drawEllipse(box)
    painter.setPen(QPen(ACCENT, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(box, round(-angle * 16), 100 * 16)


def _panel(painter: QPainter, box: QRectF, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_VEIL)
    painter.drawRoundedRect(box, radius, radius)


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QGuiApplication.font()
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
