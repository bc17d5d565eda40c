"""ModelSwitch: which model draws, which could, and loading another while the old one goes on drawing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.errors import ModelError, ModelNotFound
from core.generators.base import ImageGenerator
from core.models.file_types import MODEL_SUFFIXES, PACKED_SUFFIXES
from core.models.library import InstalledModel
from desktop.live.chosen_by import ChosenBy
from desktop.live.tasks import Lane, Tasks
from desktop.live.thumbnails import thumbnail

_log = logging.getLogger(__name__)
_Found = tuple[list[InstalledModel], list[ModelError]]


@dataclass(frozen=True, slots=True)
class WantedModel:
    """A model to load.

    Attributes:
        id_or_path: the id of an installed model, or the path of a model folder, an .onnx file or a packed model.
        chosen_by: who chose it.
    """

    id_or_path: str
    chosen_by: ChosenBy


@dataclass(frozen=True, slots=True)
class FailedLoad:
    """A model that could not be loaded. `wanted.id_or_path` is empty when there was none to load."""

    wanted: WantedModel
    title: str
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Loaded:
    wanted: WantedModel
    model: InstalledModel
    generator: ImageGenerator


class Models(Protocol):
    """The part of the model library used here."""

    def models(self) -> list[InstalledModel]: ...
    def problems(self) -> list[ModelError]: ...
    def open(self, wanted: str) -> InstalledModel: ...
    def fetch(self, address: str) -> InstalledModel: ...


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
    model_changed = Signal(object)
    """Another model draws; who chose it, as a ChosenBy."""
    installed = Signal(str)
    """The title of a model that was opened from elsewhere: it is among the person's own now, and draws."""
    load_failed = Signal(object)
    """A FailedLoad. At the start it comes once the model that takes its place draws."""

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
        self._loading: Lane[tuple[_Loaded | None, list[FailedLoad]]] = Lane(tasks, "load-model", discard=_close)
        self._chosen_by = ChosenBy.FALLBACK
        self._before = ""
        self.models: list[InstalledModel] = []
        self.problems: list[ModelError] = []
        self.thumbnails: dict[str, QImage] = {}
        self.current: str = ""
        """Id or path of the model that draws; empty before the first."""
        self.title: str = ""
        self.drawn: InstalledModel | None = None
        self.provider: str = ""
        """What runs the model that draws, as its generator says; and the precision of its file."""
        self.precision: str = ""
        self.loading: str = ""
        self.wanted: str = ""
        """Id or path of the model that draws or, while one is loaded, will."""

    def start(self, given: str | None, remembered: str | None) -> None:
        """List the models; load the one of the command line, else the remembered one, else the first installed."""

        def listed(found: _Found) -> None:
            self._on_listed(found)
            self._load_first_of(self._first_choices(given, remembered))

        self._set_loading("style")
        self._listing.run(self._list, done=listed, failed=self._on_nothing_to_load)

    def refresh(self) -> None:
        """Look again what is installed."""
        if not self._listing.busy:
            self._listing.run(self._list, done=self._on_listed)
        self._drawing.run(self._draw, done=self._on_drawn)

    def choose(self, id_or_path: str, chosen_by: ChosenBy = ChosenBy.PERSON) -> None:
        """Load a model; the present one goes on drawing until it is warm."""
        self._load_first_of([WantedModel(id_or_path, chosen_by)])

    def another_of_current(self) -> Callable[[], ImageGenerator] | None:
        """Makes a generator like the one that draws, for work beside it; blocks. None before there is one."""
        return None if self.drawn is None else partial(self._load, self.drawn)

    def try_again(self) -> None:
        """Load the present model once more."""
        self.choose(self.current, self._chosen_by)

    def take_off(self, model_id: str) -> bool:
        """Let the model that drew before, or the program's own first one, draw instead of one of somebody else.

        Returns:
            False where the failed model does not draw any more, or came with the program and is given time.
        """
        failed = self.drawn
        if failed is None or failed.bundled or failed.manifest.id != model_id:
            return False
        self._owner.set_generator(None)
        own = (model.manifest.id for model in self.models if model.bundled)
        choices = dict.fromkeys(choice for choice in (self._before, *own) if choice not in {"", self.current, model_id})
        self.drawn = None
        self._load_first_of([WantedModel(choice, ChosenBy.FALLBACK) for choice in choices])
        return True

    def cancel(self) -> None:
        """Forget what is being loaded; it is closed when it comes."""
        self._listing.cancel()
        self._drawing.cancel()
        self._loading.cancel()

    def _first_choices(self, given: str | None, remembered: str | None) -> list[WantedModel]:
        choices: list[WantedModel] = []
        if given is not None:
            choices.append(WantedModel(given, ChosenBy.COMMAND_LINE))
        if remembered is not None:
            choices.append(WantedModel(remembered, ChosenBy.REMEMBERED))
        first = self.models[0].manifest.id if self.models else remembered
        if first is not None and first != remembered:
            choices.append(WantedModel(first, ChosenBy.FALLBACK))
        return choices

    def _load_first_of(self, choices: Sequence[WantedModel]) -> None:
        """Load the first that can be loaded, and make it draw; report each that could not."""
        if not choices:
            hint = "Open one from the style menu."
            self._on_nothing_to_load(
                ModelNotFound("No style is installed, so the original picture is shown.", hint=hint)
            )
            return
        self.wanted = choices[0].id_or_path
        self._set_loading(self._title_of(self.wanted))
        self._loading.run(partial(self._try_each, choices), done=self._on_loaded)

    def _try_each(self, choices: Sequence[WantedModel]) -> tuple[_Loaded | None, list[FailedLoad]]:
        """Blocks; on a task's thread."""
        failures: list[FailedLoad] = []
        for wanted in choices:
            try:
                model = self._find(wanted)
                return _Loaded(wanted, model, self._load(model)), failures
            except BaseException as error:  # also SystemExit, from whatever a runtime does
                failures.append(FailedLoad(wanted, self._title_of(wanted.id_or_path), error))
        return None, failures

    def _find(self, wanted: WantedModel) -> InstalledModel:
        installed = wanted.id_or_path in (model.manifest.id for model in self.models)
        # A remembered id that is gone must not be found as a folder of this name in the current folder.
        if wanted.chosen_by is ChosenBy.REMEMBERED and not installed and not Path(wanted.id_or_path).is_absolute():
            raise ModelNotFound("It is no longer installed.")
        return self._library.open(wanted.id_or_path)

    def _on_loaded(self, result: tuple[_Loaded | None, list[FailedLoad]]) -> None:
        loaded, failures = result
        if loaded is not None:
            self._owner.set_generator(loaded.generator)
            self._before = self.current if self.current != loaded.wanted.id_or_path else self._before
            self.current, self.title = loaded.wanted.id_or_path, loaded.model.manifest.title
            self.drawn = loaded.model
            self.provider, self.precision = loaded.generator.provider, loaded.generator.precision
            _log.info("%s draws, by %s %s", loaded.model.manifest.id, self.provider, self.precision)
            self._chosen_by = loaded.wanted.chosen_by
            if _came_from_elsewhere(loaded):  # it is installed now, its file may go
                self.current = loaded.model.manifest.id
                self.refresh()
        self.wanted = self.current
        self._set_loading("")
        if loaded is not None:
            self.model_changed.emit(self._chosen_by)
            if _came_from_elsewhere(loaded):
                self.installed.emit(self.title)
            if not self.thumbnails:  # ready before the menu is opened, and no burden on the start
                self._drawing.run(self._draw, done=self._on_drawn)
        for failure in failures:
            self.load_failed.emit(failure)

    def _on_nothing_to_load(self, error: BaseException) -> None:
        self._set_loading("")
        self.load_failed.emit(FailedLoad(WantedModel("", ChosenBy.FALLBACK), "", error))

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

    def _title_of(self, id_or_path: str) -> str:
        titles = (model.manifest.title for model in self.models if model.manifest.id == id_or_path)
        return next(titles, Path(id_or_path).stem)

    def _set_loading(self, title: str) -> None:
        self.loading = title
        self.loading_changed.emit(title)


def _came_from_elsewhere(loaded: _Loaded) -> bool:
    """Whether the file that was opened has been copied among the person's models."""
    path = Path(loaded.wanted.id_or_path)
    if path.suffix.lower() in PACKED_SUFFIXES:
        return True
    return path.suffix.lower() in MODEL_SUFFIXES and path.parent.absolute() != loaded.model.folder.absolute()


def _close(result: tuple[_Loaded | None, list[FailedLoad]]) -> None:
    """Free what was loaded too late."""
    loaded, _ = result
    if loaded is not None:
        loaded.generator.close()
