"""PictureFolder: the pictures of a folder in the strip at the side; the chosen one is the source."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from core.errors import AppError
from desktop.live.pictures_in_folder import pictures_in
from desktop.live.pixels import image_of
from desktop.live.settings import last_folder
from desktop.live.settings_store import SettingsStore
from desktop.live.source_choice import file_choice
from desktop.live.source_switch import SourceSwitch
from desktop.live.tasks import Lane, Tasks
from desktop.presenter.clip_strip import ClipStripPresenter
from desktop.presenter.notices import Notices
from desktop.window.actions import Actions
from desktop.window.clip_strip import POSTER_PX, ClipStrip, Kept
from desktop.window.dialogs import ask_for_picture_folder

_MOST = 500
_POSTERS_AT_ONCE = 4


class PictureFolder(QObject):
    """Borrows the strip of the clips until it is hidden. GUI thread.

    Args:
        strip: shows the pictures.
        clips: lends it.
        sources: show the chosen one.
        settings: where the last folder was.
        tasks: read the folder and its files.
        notices: say what is wrong with it.
        acts: open a folder, go to the next picture.
    """

    def __init__(
        self,
        strip: ClipStrip,
        clips: ClipStripPresenter,
        sources: SourceSwitch,
        settings: SettingsStore,
        tasks: Tasks,
        notices: Notices,
        acts: Actions,
    ) -> None:
        super().__init__(strip)
        self._strip, self._clips, self._sources, self._settings = strip, clips, sources, settings
        self._notices, self._acts = notices, acts
        self._listing: Lane[list[Path]] = Lane(tasks, "list-pictures")
        self._drawing: Lane[dict[Path, QImage]] = Lane(tasks, "draw-posters")
        self._folder: Path | None = None
        self._posters: dict[Path, QImage] = {}
        self._shown: Path | None = None
        acts.open_picture_folder.triggered.connect(self._on_open_triggered)
        for action, step in ((acts.next_picture, 1), (acts.previous_picture, -1)):
            action.triggered.connect(partial(self._go, step))
            action.setEnabled(False)
        strip.currentItemChanged.connect(self._on_chosen)
        clips.taken_back.connect(self._on_taken_back)

    def open(self, folder: Path, shown: Path | None = None) -> None:
        """Show its pictures, the first one large, unless it is `shown` already. Returns at once."""
        self._folder, self._shown = folder, shown
        self._posters.clear()
        self._list()

    def _list(self) -> None:
        if self._folder is not None:
            self._listing.run(partial(pictures_in, self._folder), done=self._on_listed, failed=self._on_failed)

    def _on_listed(self, pictures: list[Path]) -> None:
        self._clips.lend(self._list)
        for action in (self._acts.next_picture, self._acts.previous_picture):
            action.setEnabled(True)
        if len(pictures) > _MOST:
            self._notices.first_pictures(_MOST, len(pictures))
            pictures = pictures[:_MOST]
        self._strip.show_kept([Kept(path, self._posters.get(path, QImage()), 0.0) for path in pictures])
        self._on_chosen()
        self._draw([path for path in pictures if path not in self._posters])

    def _draw(self, rest: Sequence[Path]) -> None:
        """A few at a time: a photograph takes a moment to read."""
        if rest:
            now, later = rest[:_POSTERS_AT_ONCE], rest[_POSTERS_AT_ONCE:]
            self._drawing.run(partial(_posters_of, now), done=partial(self._on_drawn, later))

    def _on_drawn(self, later: Sequence[Path], posters: dict[Path, QImage]) -> None:
        self._posters |= posters
        for path, image in posters.items():
            self._strip.set_poster(path, image)
        self._draw(later)

    def _on_chosen(self, *_items: object) -> None:
        path = self._strip.chosen()
        if self._folder is not None and path is not None and path.parent == self._folder and path != self._shown:
            self._shown = path
            self._sources.choose(file_choice(path))

    def _go(self, step: int, *_checked: object) -> None:
        if self._strip.count():
            self._strip.setCurrentRow((self._strip.currentRow() + step) % self._strip.count())

    def _on_taken_back(self) -> None:
        self._folder = None
        self._listing.cancel()
        self._drawing.cancel()
        for action in (self._acts.next_picture, self._acts.previous_picture):
            action.setEnabled(False)

    def _on_open_triggered(self) -> None:
        start = last_folder(self._settings.current, of_pictures=True)
        ask_for_picture_folder(self._strip.window(), start, self._on_folder_chosen)

    def _on_folder_chosen(self, folder: Path) -> None:
        self._settings.update(last_folder=str(folder))
        self.open(folder)

    def _on_failed(self, error: BaseException) -> None:
        self._folder = None
        self._notices.error(error, "source-refused")


def _posters_of(paths: Sequence[Path]) -> dict[Path, QImage]:
    """What cannot be read stays black. Blocks."""
    from core.media.poster import poster

    found: dict[Path, QImage] = {}
    for path in paths:
        with suppress(AppError):
            found[path] = image_of(poster(path, POSTER_PX.width(), POSTER_PX.height())[0])
    return found
