"""ModelSwitch: which model draws, which could, and loading another while the old one goes on drawing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.errors import AppError, ModelError, ModelNotFound
from core.generators.base import ImageGenerator
from core.models.file_types import PACKED_SUFFIXES
from core.models.library import InstalledModel
from desktop.live.tasks import Lane, Tasks
from desktop.live.thumbnails import thumbnail

_Found = tuple[list[InstalledModel], list[ModelError]]


class Models(Protocol):
    """The part of the model library used here."""

    def models(self) -> list[InstalledModel]: ...
    def problems(self) -> list[ModelError]: ...
    def find(self, wanted: str) -> InstalledModel: ...


class GeneratorOwner(Protocol):
    """The part of the session used here."""

    def set_generator(self, generator: ImageGenerator | None) -> None: ...


class ModelSwitch(QObject):
    """Lists and loads models in the background. GUI thread.

    Args:
        owner: takes over a loaded generator, closing the one before.
        tasks: run the loading.
        library: what is installed.
        load: makes a warm generator; blocks.
    """

    models_listed = Signal()
    loading_changed = Signal(str)
    """Title of the model being loaded; empty when none is."""
    model_changed = Signal(str)
    """What was asked for; of a packed model `current` is its id from now on."""
    load_failed = Signal(object, str)
    """The error, and what was asked for."""
    missed = Signal(object, str)
    """Why the remembered model cannot draw at the start, and which it was; the first one is loaded instead."""

    def __init__(
        self,
        owner: GeneratorOwner,
        tasks: Tasks,
        library: Models,
        load: Callable[[InstalledModel], ImageGenerator],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._library = library
        self._load = load
        self._listing: Lane[_Found] = Lane(tasks, "list-models")
        self._drawing: Lane[dict[str, QImage]] = Lane(tasks, "draw-thumbnails")
        self._loading: Lane[tuple[InstalledModel, ImageGenerator]] = Lane(
            tasks, "load-model", discard=lambda loaded: loaded[1].close()
        )
        self.models: list[InstalledModel] = []
        self.problems: list[ModelError] = []
        self.thumbnails: dict[str, QImage] = {}
        self.current: str = ""
        """What was asked for and now draws: an id or a path; empty before the first."""
        self.title: str = ""
        self.loading: str = ""
        self._remembered: str = ""

    def start(self, wanted: str | None, remembered: str | None) -> None:
        """List the models and load the wanted one, else the remembered one, else the first."""

        def listed(found: _Found) -> None:
            self._on_listed(found)
            self._choose_first(wanted, remembered)

        self._set_loading("model")
        self._listing.run(self._list, done=listed, failed=self._on_listing_failed)

    def refresh(self) -> None:
        """Look again what is installed."""
        if not self._listing.busy:
            self._listing.run(self._list, done=self._on_listed)
        self._drawing.run(self._draw, done=self._on_drawn)

    def choose(self, id_or_path: str) -> None:
        """Load a model; the present one goes on drawing until it is warm."""
        self._set_loading(self._title_of(id_or_path))
        remembered, self._remembered = self._remembered, ""

        def load() -> tuple[InstalledModel, ImageGenerator]:
            model = self._library.find(id_or_path)
            return model, self._load(model)

        def done(loaded: tuple[InstalledModel, ImageGenerator]) -> None:
            model, generator = loaded
            self._owner.set_generator(generator)
            self.current, self.title = id_or_path, model.manifest.title
            if Path(id_or_path).suffix.lower() in PACKED_SUFFIXES:  # it is installed now, its file may go
                self.current = model.manifest.id
                self.refresh()
            self._set_loading("")
            self.model_changed.emit(id_or_path)
            if not self.thumbnails:  # ready before the menu is opened, and no burden on the start
                self._drawing.run(self._draw, done=self._on_drawn)

        def failed(error: BaseException) -> None:
            self._set_loading("")
            if isinstance(error, AppError) and id_or_path == remembered:
                self._miss(error, id_or_path)
            else:
                self.load_failed.emit(error, id_or_path)

        self._loading.run(load, done=done, failed=failed)

    def cancel(self) -> None:
        """Forget what is being loaded; it is closed when it comes."""
        self._listing.cancel()
        self._drawing.cancel()
        self._loading.cancel()

    def _list(self) -> _Found:
        return self._library.models(), self._library.problems()

    def _on_listed(self, found: _Found) -> None:
        self.models, self.problems = found
        self.models_listed.emit()

    def _draw(self) -> dict[str, QImage]:
        return {model.manifest.id: thumbnail(model) for model in self._library.models()}

    def _on_drawn(self, thumbnails: dict[str, QImage]) -> None:
        if thumbnails != self.thumbnails:
            self.thumbnails = thumbnails
            self.models_listed.emit()

    def _on_listing_failed(self, error: BaseException) -> None:
        self._set_loading("")
        self.load_failed.emit(error, "")

    def _choose_first(self, wanted: str | None, remembered: str | None) -> None:
        installed = [model.manifest.id for model in self.models]
        if wanted is not None:
            self.choose(wanted)
        elif remembered is not None and remembered != next(iter(installed), None):
            self._choose_remembered(remembered)
        elif installed:
            self.choose(installed[0])
        else:
            self._set_loading("")
            none = ModelNotFound(
                "No model is installed, so the original picture is shown.",
                hint="Open one from the model menu.",
            )
            self.load_failed.emit(none, "")

    def _choose_remembered(self, remembered: str) -> None:
        if remembered in (model.manifest.id for model in self.models) or Path(remembered).is_absolute():
            self._remembered = remembered
            self.choose(remembered)
        else:
            self._miss(ModelNotFound("It is no longer installed."), remembered)

    def _miss(self, error: AppError, remembered: str) -> None:
        if self.models:
            self.missed.emit(error, self._title_of(remembered))
        self._choose_first(None, None)

    def _title_of(self, id_or_path: str) -> str:
        titles = (model.manifest.title for model in self.models if model.manifest.id == id_or_path)
        return next(titles, Path(id_or_path).stem)

    def _set_loading(self, title: str) -> None:
        self.loading = title
        self.loading_changed.emit(title)
