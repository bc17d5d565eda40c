"""Marks: what is told in the upper corners, over the picture: figures, recording, camera, zoom, a clip that plays."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.metrics import PipelineStats, StageTimer
from desktop.system.words import tr
from desktop.window.overlays import (
    clock,
    figures,
    figures_box,
    figures_explained,
    paint_figures,
    paint_mark,
)
from desktop.window.style import ACCENT, DIM, GREEN, RED
from desktop.window.tips_above import beside, show_tip


class Marks(QObject):
    """Holds the marks of a view and paints them. GUI thread."""

    changed = Signal()
    """Paint them anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latency = StageTimer()
        self._stats = PipelineStats()
        self._facts: dict[str, str] = {}
        self._figures_visible = False
        self._recording = ""
        self._camera = ""
        self._camera_lit = False
        self._zoom = 1.0
        self._plays = False

    @property
    def recording(self) -> str:
        """The words of the recording mark; empty for none."""
        return self._recording

    @property
    def camera(self) -> str:
        """The words about the camera for other programs; empty for none."""
        return self._camera

    @property
    def zoom(self) -> str:
        """The words about the zoom; empty for none."""
        return "" if self._zoom == 1 else tr("Zoom {percent} % · Esc", percent=round(100 * self._zoom))

    @property
    def figures_visible(self) -> bool:
        return self._figures_visible

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Names and values."""
        return [*figures(self._stats, self.latency_ms), *((tr(name), value) for name, value in self._facts.items())]

    @property
    def latency_ms(self) -> float:
        """Median time from capture to paint, one of the figures."""
        return self._latency.median_ms()

    def set_recording(self, elapsed_s: float | None, *, paused: bool = False) -> None:
        """Show the recording mark; None hides it."""
        words = tr("PAUSED {time}") if paused else tr("REC {time}")
        self._recording = "" if elapsed_s is None else words.format(time=clock(elapsed_s))
        self.changed.emit()

    def set_camera(self, words: str, *, lit: bool) -> None:
        """What the camera for other programs does; lit while one of them reads it, empty for no mark."""
        self._camera, self._camera_lit = words, lit
        self.changed.emit()

    def set_zoom(self, zoom: float) -> None:
        """How much larger than its fit the picture is; 1 for no mark."""
        self._zoom = zoom
        self.changed.emit()

    def set_clip_plays(self, plays: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Whether a clip is shown in the place of the source."""
        self._plays = plays
        self.changed.emit()

    def set_figures_visible(self, visible: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._figures_visible = visible
        self.changed.emit()

    def set_fact(self, name: str, value: str) -> None:
        """A further line of the figures, by its English name; empty: none."""
        self._facts.pop(name, None)
        if value:
            self._facts[name] = value

    def set_stats(self, stats: PipelineStats) -> None:
        self._stats = stats
        if self._figures_visible:
            self.changed.emit()

    def add_latency(self, latency_ms: float) -> None:
        """Take the time of a frame that was painted for the first time."""
        self._latency.add(latency_ms)

    def forget_latency(self) -> None:
        """Another source has another one."""
        self._latency = StageTimer()

    def explain(self, place: QPoint, view: QWidget) -> None:
        """Say beside the figures what they mean, where `place` of the view is one of theirs."""
        box = figures_box(QRectF(view.rect()), self.figures).toRect()
        words = figures_explained() if self._figures_visible and box.contains(place) else ""
        box.moveTopLeft(view.mapToGlobal(box.topLeft()))
        show_tip(view, words, partial(beside, box, view.screen().availableGeometry()))

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint what there is into the corners of `area`."""
        if self._figures_visible:
            paint_figures(painter, area, self.figures)
        told = (
            (self._recording, RED),
            (self._camera, GREEN if self._camera_lit else DIM),
            (tr("Your clip · Esc") if self._plays else "", ACCENT),
            (self.zoom, ACCENT),
        )
        for row, (words, dot) in enumerate(mark for mark in told if mark[0]):
            paint_mark(painter, area, words, dot, row=row)
