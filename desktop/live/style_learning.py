"""StyleLearning: a program beside the window learns the style of one picture, and tells how far it is."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, Signal
from PySide6.QtGui import QImage

from core.errors import AppError

_GENTLY = ("nice", "-n", "10")  # so that the live picture goes on
_LIMIT_MS = 3000
_LONGEST_LINE = 10_000
_OWN_PX, _OWN_QUALITY = 512, 95


class StyleNotLearned(AppError):
    """The program that learns a style failed."""

    code = "style.not_learned"


@dataclass(frozen=True, slots=True)
class StyleWish:
    """What is to be learned.

    Attributes:
        picture: the file whose style it is.
        name: of the style.
        minutes: how long it may take.
        keeps_colours: toons have the photograph's colours, not the picture's.
    """

    picture: Path
    name: str
    minutes: int
    keeps_colours: bool = False


def can_learn() -> bool:
    """Whether the training code and its libraries are installed."""
    frozen = getattr(sys, "frozen", False)
    return not frozen and all(importlib.util.find_spec(name) for name in ("training", "torch", "pytorch_lightning"))


def learning_command(wish: StyleWish, folder: Path) -> list[str]:
    """The program and its arguments.

    Args:
        wish: what it learns.
        folder: for everything that it writes; holds the person's own pictures in `own`.
    """
    gently = _GENTLY if shutil.which(_GENTLY[0]) else ()
    options = (f"--name={wish.name}", "--minutes", str(wish.minutes), "--folder", str(folder / "run"), "--json")
    colours = ("--colours", "photograph" if wish.keeps_colours else "painting")
    photos = ("--photos", str(folder / "own")) if (folder / "own").is_dir() else ()
    program = (sys.executable, "-m", "training", "from-picture", str(wish.picture))
    return [*gently, *program, *options, *colours, *photos]


class StyleLearning(QObject):
    """One style at a time. GUI thread.

    Attributes:
        command: of a wish and a folder, the program and its arguments.
    """

    progressed = Signal(float, float)
    """The share that is done, 0..1, and how many seconds are left; both -1 while the model is written."""
    drawn = Signal(object)
    """A QImage: photographs above their newest toons."""
    learned = Signal(str)
    """The id of the installed model."""
    failed = Signal(object)
    """A StyleNotLearned."""
    ended = Signal()
    """After each of the above two, and when it was ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command: Callable[[StyleWish, Path], Sequence[str]] = learning_command
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._installed = ""

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self, wish: StyleWish, own: QImage | None) -> None:
        """Begin; does nothing while another style is learned.

        Args:
            wish: what to learn.
            own: a picture of the person's, to show the style on.
        """
        if self._process is not None:
            return
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="toonclip-style-", ignore_cleanup_errors=True)
            folder = Path(self._folder.name)
            if own is not None:
                (folder / "own").mkdir()
                _small(own).save(str(folder / "own" / "me.jpg"), quality=_OWN_QUALITY)
        except OSError as error:
            self._clean_up()
            words = f"There is no place for what is learned: {str(error.strerror or error).lower()}."
            self.failed.emit(StyleNotLearned(words, hint="Free some space on the disk."))
            return
        self._installed = ""
        self._process = process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error_occurred)
        program, *arguments = self.command(wish, folder)
        process.start(program, arguments)

    def end(self) -> None:
        """Learn no more; nothing is kept. Blocks for a moment."""
        process = self._process
        if process is None:
            return
        process.blockSignals(True)  # noqa: FBT003 - Qt's own
        process.kill()
        process.waitForFinished(_LIMIT_MS)
        self._clean_up()

    def _read(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            line = bytes(process.readLine(_LONGEST_LINE).data())
            try:
                told = json.loads(line)
            except ValueError:
                continue  # a library's remark
            if isinstance(told, dict):
                self._take(told)

    def _take(self, told: dict[str, object]) -> None:
        share, left_s = told.get("share"), told.get("left_s")
        if isinstance(share, float | int) and isinstance(left_s, float | int):
            self.progressed.emit(float(share), float(left_s))
        if told.get("stage") == "writing":
            self.progressed.emit(-1.0, -1.0)
        if isinstance(told.get("preview"), str):
            image = QImage(str(told["preview"]))
            if not image.isNull():
                self.drawn.emit(image)
        if isinstance(told.get("installed"), str):
            self._installed = str(told["installed"])

    def _on_finished(self) -> None:
        process = self._process
        if process is None:
            return
        self._read()
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace")
        succeeded = process.exitStatus() is QProcess.ExitStatus.NormalExit and process.exitCode() == 0
        installed = self._installed
        self._clean_up()
        if succeeded and installed:
            self.learned.emit(installed)
        else:
            self.failed.emit(_failure(said))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        process = self._process
        if process is not None and error is QProcess.ProcessError.FailedToStart:
            words = process.errorString()
            self._clean_up()
            hint = "Install ToonClip with its training code anew."
            self.failed.emit(StyleNotLearned(f"The training program does not start: {words}.", hint=hint))

    def _clean_up(self) -> None:
        process, self._process = self._process, None
        folder, self._folder = self._folder, None
        if process is not None:
            process.deleteLater()
        if folder is not None:
            folder.cleanup()
        self.ended.emit()


def _small(picture: QImage) -> QImage:
    """As large as is learned from; a whole one would take a tenth of a second to write, on the GUI thread."""
    if max(picture.width(), picture.height()) <= _OWN_PX:
        return picture
    return picture.scaled(
        _OWN_PX, _OWN_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _failure(said: str) -> StyleNotLearned:
    """From the last thing that the program said for people."""
    lines = [line.strip() for line in said.replace("\r", "\n").splitlines() if line.strip()]
    starts = [number for number, line in enumerate(lines) if line.startswith("toonclip-train:")]
    if not starts:
        return StyleNotLearned("The training program ended before the style was there.", hint="\n".join(lines[-1:]))
    message, *hints = lines[starts[-1] :]
    return StyleNotLearned(message.removeprefix("toonclip-train:").strip(), hint=" ".join(hints[:2]))
