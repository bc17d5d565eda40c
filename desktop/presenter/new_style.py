"""NewStylePresenter: “New style from a picture…”, from the click to the style that draws."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from core.errors import AppError
from core.frame import RgbImage
from desktop.live.model_switch import ModelSwitch
from desktop.live.pixels import image_of
from desktop.live.settings import last_folder
from desktop.live.settings_store import SettingsStore
from desktop.live.style_learning import StyleLearning, StyleWish, can_learn
from desktop.live.tasks import Lane, Tasks
from desktop.presenter.notices import Notices
from desktop.window.dialogs import ask_for_picture
from desktop.window.main_window import MainWindow
from desktop.window.new_style_dialog import NewStyleDialog


class TrainingMissing(AppError):
    """This installation cannot learn styles."""

    code = "style.training_missing"


class NewStylePresenter(QObject):
    """Joins the program that learns a style to its dialog. GUI thread.

    Args:
        learning: the program.
        models: draw with the style once it is there.
        newest_image: the person's own picture, on which the style is shown; None before there is one.
        tasks: read the picture.
        settings: remember where the last file was.
        notices: say what came of it.
        window: above which the dialog is.
    """

    def __init__(
        self,
        learning: StyleLearning,
        models: ModelSwitch,
        newest_image: Callable[[], RgbImage | None],
        tasks: Tasks,
        settings: SettingsStore,
        notices: Notices,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._learning, self._models, self._newest_image = learning, models, newest_image
        self._settings, self._notices, self._window = settings, notices, window
        self._reading: Lane[QImage] = Lane(tasks, "read-style")
        self.dialog: NewStyleDialog | None = None
        window.acts.new_style.triggered.connect(self.open)
        window.language_changed.connect(self._on_language_changed)
        learning.progressed.connect(self._on_progressed)
        learning.drawn.connect(self._on_drawn)
        learning.learned.connect(self._on_learned)
        learning.failed.connect(lambda error: notices.error(error, "style"))
        learning.ended.connect(self._on_ended)

    def open(self) -> None:
        """Show the dialog, or bring it to the front."""
        if not can_learn():
            hint = "From a checkout of ToonClip, `pip install -e '.[train]'` adds it."
            self._notices.error(TrainingMissing("Learning a style needs the training code.", hint=hint), "style")
            return
        if self.dialog is None:
            self.dialog = dialog = NewStyleDialog(self._window)
            dialog.picture_wanted.connect(self._on_picture_wanted)
            dialog.picture_dropped.connect(self._read)
            dialog.begun.connect(self._on_begun)
            dialog.stopped.connect(self._learning.end)
        self.dialog.show()
        self.dialog.raise_()

    def _on_language_changed(self) -> None:
        """The next dialog speaks the new language; one that shows a style grow stays."""
        if self.dialog is not None and not self._learning.running:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_picture_wanted(self) -> None:
        ask_for_picture(self._window, last_folder(self._settings.current, of_pictures=True), self._on_picture_chosen)

    def _on_picture_chosen(self, path: Path) -> None:
        self._settings.update(last_folder=str(path.parent))
        self._read(path)

    def _read(self, path: Path) -> None:
        from core.media.images import read_image

        def failed(error: BaseException) -> None:
            self._notices.error(error, "style")

        self._reading.run(
            lambda: image_of(read_image(path).image), done=partial(self._on_picture_read, path), failed=failed
        )

    def _on_picture_read(self, path: Path, picture: QImage) -> None:
        if self.dialog is not None:
            self.dialog.show_picture(path, picture)

    def _on_begun(self) -> None:
        dialog = self.dialog
        if dialog is None or dialog.path is None:
            return
        own = self._newest_image()
        wish = StyleWish(dialog.path, dialog.name.text().strip(), dialog.minutes.value(), dialog.colours.isChecked())
        dialog.show_learning()
        self._learning.start(wish, None if own is None else image_of(own))

    def _on_progressed(self, share: float, left_s: float) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(share, left_s)

    def _on_drawn(self, sheet: QImage) -> None:
        if self.dialog is not None:
            self.dialog.show_toons(sheet)

    def _on_learned(self, model_id: str) -> None:
        if self.dialog is not None:
            self._notices.model_installed(self.dialog.name.text().strip())
            self.dialog.close()
        self._models.choose(model_id)

    def _on_ended(self) -> None:
        if self.dialog is not None:
            self.dialog.show_idle()
