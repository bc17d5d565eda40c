"""FilmSavingPresenter: “Save as a toon”, of a whole film, from the click to the words that it is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.generators.base import ImageGenerator
from desktop.live.film_saving import FilmJob, FilmProgress, FilmSaving
from desktop.presenter.films import FilmPresenter
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.window.actions import Actions
from desktop.window.film_jobs import FilmJobs

if TYPE_CHECKING:
    from core.compositor import ComposeSettings


class FilmSavingPresenter(QObject):
    """Joins the queue to its panel. GUI thread.

    Args:
        saving: draws the films.
        films: knows which one is shown.
        notices: say what was saved and what could not be.
        panel: shows how far each is.
        acts: save the film.
    """

    def __init__(
        self, saving: FilmSaving, films: FilmPresenter, notices: Notices, panel: FilmJobs, acts: Actions
    ) -> None:
        super().__init__(panel)
        self._saving, self._films, self._notices, self._panel, self._acts = saving, films, notices, panel, acts
        saving.added.connect(self._on_added)
        saving.progressed.connect(self._on_progressed)
        saving.ended.connect(self._on_ended)
        saving.saved.connect(self._on_saved)
        saving.failed.connect(self._on_failed)
        panel.cancelled.connect(saving.cancel)

    def connect_save(
        self,
        folder: Callable[[], Path],
        settings: Callable[[], ComposeSettings],
        load: Callable[[], Callable[[], ImageGenerator] | None],
        show: Callable[[Path], object],
    ) -> None:
        """Let the film that is shown be saved: where, how it is composed, by which model, and how a folder is shown."""
        self._show = show
        self._acts.film_save.triggered.connect(partial(self._on_triggered, folder, settings, load))

    def _on_triggered(
        self,
        folder: Callable[[], Path],
        settings: Callable[[], ComposeSettings],
        load: Callable[[], Callable[[], ImageGenerator] | None],
        *_checked: object,
    ) -> None:
        film, model = self._films.film, load()
        if film is not None and model is not None:
            self._saving.add(film.path, folder(), settings(), model)

    def _on_added(self, job: FilmJob) -> None:
        self._panel.add(job.number, job.source.name)

    def _on_progressed(self, progress: FilmProgress) -> None:
        self._panel.set_progress(progress.number, progress.share, progress.left_s)

    def _on_ended(self, job: FilmJob) -> None:
        self._panel.remove(job.number)

    def _on_saved(self, saved: tuple[Path, bool]) -> None:
        path, is_part = saved
        self._notices.film_saved(path, is_part=is_part)

    def _on_failed(self, error: BaseException, job: FilmJob) -> None:
        self._notices.error(error, "film", {Action.OPEN_FOLDER: partial(self._show, job.folder)})
