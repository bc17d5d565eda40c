"""NewStyleDialog: asks whose style is to be learned, and shows it grow."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.system.words import tr
from desktop.window.overlays import clock

_PICTURE = QSize(480, 320)
_AROUND = QSize(80, 340)
"""What the rest of the dialog and the system's frame take of a small screen, px."""
_LEAST_MINUTES, _GOOD_MINUTES, _MOST_MINUTES = 2, 10, 240
_WHOLE = 1000


class NewStyleDialog(QDialog):
    """Not modal: the live picture goes on beside it. Closing it while a style is learned hides it.

    Signals:
        picture_wanted: a file is to be asked for.
        picture_dropped: the path of one.
        begun: a picture was given, and the style is to be learned.
        stopped: it is to be learned no more.
    """

    picture_wanted = Signal()
    picture_dropped = Signal(object)
    begun = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New style from a picture"))
        self.setAcceptDrops(True)
        self.path: Path | None = None
        self.words = QLabel(
            tr("Choose a painting, a drawing or a print: a network learns to draw you in its style, on this computer.")
        )
        self.words.setWordWrap(True)
        self.picture = QLabel(tr("Drop a picture here"))
        self.picture.setObjectName("well")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        room = self.screen().availableSize() - _AROUND
        self._picture_px = _PICTURE.scaled(room.boundedTo(_PICTURE), Qt.AspectRatioMode.KeepAspectRatio)
        self.picture.setMinimumSize(self._picture_px)
        self.choose = QPushButton(tr("Choose a picture…"))
        self.choose.clicked.connect(self.picture_wanted)
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.textChanged.connect(self._update)
        self.minutes = QSpinBox()
        self.minutes.setRange(_LEAST_MINUTES, _MOST_MINUTES)
        self.minutes.setValue(_GOOD_MINUTES)
        self.colours = QCheckBox(tr("Keep the photograph's colours"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(tr("How much of the style is learned"))
        self.left = QLabel()
        self.left.setObjectName("dim")
        self.learn, self.stop, self.away = QPushButton(tr("Learn the style")), QPushButton(tr("End")), QPushButton()
        self.learn.clicked.connect(self.begun)
        self.stop.clicked.connect(self.stopped)
        self.away.clicked.connect(self.close)
        self._lay_out()
        self.show_idle()

    def show_picture(self, path: Path, picture: QImage) -> None:
        """Whose style it is; its file's name is the style's until another is given."""
        self.path = path
        if not self.name.text().strip():
            self.name.setText(path.stem.replace("_", " ").replace("-", " ").strip().capitalize()[:60])
        self._show(picture)
        self._update()

    def show_idle(self) -> None:
        """Nothing is learned."""
        self._set_learning(learning=False)
        self._update()

    def show_learning(self) -> None:
        """It begins: nothing is known yet."""
        self._set_learning(learning=True)
        self.bar.setRange(0, 0)
        self.left.setText(tr("It looks at the picture. The first toons come in half a minute."))

    def show_progress(self, share: float, left_s: float) -> None:
        """How much is done, 0..1, and how many seconds are left; -1: the model is written."""
        self.bar.setRange(0, 0 if share < 0 else _WHOLE)
        self.bar.setValue(round(_WHOLE * max(0.0, share)))
        self.left.setText(tr("Saves the style") if share < 0 else tr("{time} left", time=clock(left_s)))

    def show_toons(self, sheet: QImage) -> None:
        """Photographs above their newest toons."""
        self._show(sheet)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if self.learn.isVisibleTo(self) and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        path = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if path:
            self.picture_dropped.emit(Path(path))

    def _show(self, picture: QImage) -> None:
        ratio = self.devicePixelRatioF()
        scaled = picture.scaled(
            self._picture_px * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(QPixmap.fromImage(scaled))

    def _set_learning(self, *, learning: bool) -> None:
        for widget in (self.choose, self.name, self.minutes, self.colours):
            widget.setEnabled(not learning)
        self.learn.setVisible(not learning)
        for widget in (self.stop, self.bar, self.left):
            widget.setVisible(learning)
        self.away.setText(tr("Go on in the background") if learning else tr("Close"))
        self.resize(self.size().expandedTo(self.sizeHint()))

    def _update(self) -> None:
        self.learn.setEnabled(self.path is not None and bool(self.name.text().strip()))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Name of the style"), self.name)
        form.addRow(tr("Minutes to learn"), self.minutes)
        form.addRow("", self.colours)
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addStretch(1)
        for button in (self.away, self.stop, self.learn):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addWidget(self.picture, 1)
        column.addLayout(form)
        column.addWidget(self.bar)
        column.addWidget(self.left)
        column.addLayout(buttons)
        self.learn.setDefault(True)
