"""FilmJobs: the films that are being drawn into files, each with its progress and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from desktop.system.words import tr
from desktop.window.overlays import clock
from desktop.window.style import named_icon

_WIDTH_PX, _MARGIN_PX = 320, 14
_WHOLE = 1000


class FilmJobRow(QWidget):
    """One film."""

    cancelled = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.words = QLabel(name)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.left = QLabel(tr("Waits"))
        self.left.setObjectName("dim")
        self.bar = QProgressBar()
        self.bar.setRange(0, _WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(name)
        self.end = QToolButton()
        self.end.setIcon(named_icon("close"))
        self.end.setIconSize(QSize(14, 14))
        self.end.setProperty("iconOnly", "true")
        self.end.setToolTip(tr("End it; what is done is kept"))
        self.end.setAccessibleName(tr("End {name}", name=name))
        self.end.clicked.connect(self.cancelled)
        words = QHBoxLayout()
        words.addWidget(self.words, 1)
        words.addWidget(self.left)
        words.addWidget(self.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addLayout(words)
        column.addWidget(self.bar)

    def set_progress(self, share: float | None, left_s: float | None) -> None:
        """How much is done, 0..1, and how long the rest takes; None for what is not known."""
        self.bar.setRange(0, 0 if share is None else _WHOLE)
        self.bar.setValue(round(_WHOLE * (share or 0.0)))
        self.left.setText("" if left_s is None else tr("{time} left", time=clock(left_s)))


class FilmJobs(QFrame):
    """In the upper left corner of the view, as long as there is a film to draw."""

    cancelled = Signal(int)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("card")
        self.rows: dict[int, FilmJobRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 8, 6)
        view.installEventFilter(self)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Films that are saved as toons"))

    def add(self, number: int, name: str) -> None:
        row = FilmJobRow(name)
        row.cancelled.connect(lambda: self.cancelled.emit(number))
        self.rows[number] = row
        self._column.addWidget(row)
        self.show()
        self._place()

    def set_progress(self, number: int, share: float | None, left_s: float | None) -> None:
        """Ignored for one that has ended."""
        row = self.rows.get(number)
        if row is not None:
            row.set_progress(share, left_s)

    def remove(self, number: int) -> None:
        row = self.rows.pop(number)
        self._column.removeWidget(row)
        row.deleteLater()
        self.setVisible(bool(self.rows))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setGeometry(_MARGIN_PX, _MARGIN_PX, _WIDTH_PX, 16 + 48 * len(self.rows))
