"""ProviderTrials: finds what draws the model fastest on this computer while the model draws already."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.errors import AppError
from core.generators.choice import fastest
from core.generators.providers import PROCESSOR, FoundProviders, Provider
from core.generators.trial import Verdict
from core.models.library import InstalledModel
from desktop.live.bridge import GuiCalls
from desktop.live.model_switch import ModelSwitch
from desktop.live.tasks import Lane, Tasks


class Choice(Protocol):
    """The part of `ProviderChoice` used here; every call but `fail` may block for seconds."""

    def best(self, model: InstalledModel) -> Provider | None: ...
    def try_all(self, model: InstalledModel) -> tuple[Verdict, ...]: ...
    def fail(self, model: InstalledModel, provider: Provider, problem: str) -> None: ...
    def verdicts(self, model: InstalledModel) -> tuple[Verdict, ...]: ...
    def found(self) -> FoundProviders: ...


class ProviderTrials(QObject):
    """GUI thread.

    Args:
        models: which model draws; it is loaded again when something faster is found, or when what draws it fails.
        tasks: run the trials.
        calls: bring what loading reports here.
        choice: tries and remembers; None: the processor draws, and nothing is tried.
    """

    fell_back = Signal(str, str)
    """What no longer draws, and why: the processor does."""

    def __init__(
        self,
        models: ModelSwitch,
        tasks: Tasks,
        calls: GuiCalls,
        choice: Choice | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._calls, self._choice = models, calls, choice
        self._trying: Lane[Provider | None] = Lane(tasks, "try-providers")
        models.model_changed.connect(self._on_model_changed)

    def report_failure(self, provider: Provider, problem: str) -> None:
        """A provider failed while the model was loaded. Any thread."""
        self._calls.post(partial(self.fell_back.emit, provider.title, problem))

    def leave_to_processor(self, error: AppError) -> bool:
        """The model fails while it draws: if the processor could draw it instead, let it. Whether it can."""
        model, provider = self._models.drawn, Provider(self._models.provider)
        if self._choice is None or model is None or provider == PROCESSOR:
            return False
        chosen = self._choice.best(model)
        if chosen is not None and chosen.name == provider.name:
            provider = chosen
        self._choice.fail(model, provider, error.message)
        self.fell_back.emit(provider.title, error.message)
        self._models.try_again()
        return True

    def words(self) -> list[str]:
        """What draws the model, and why nothing else does: a sentence each, for a person."""
        model, models = self._models.drawn, self._models
        if model is None or self._choice is None:
            return []
        drawn = f"{models.title} is drawn by: {Provider(models.provider).title} ({models.precision})."
        verdicts = [each for each in self._choice.verdicts(model) if each.provider.name != models.provider]
        others = [f"{each.provider.title}: {each.problem or f'{each.ms:.1f} ms a picture'}." for each in verdicts]
        return [drawn, *others, *(f"{title}: {why}." for title, why in self._choice.found().absent)]

    def cancel(self) -> None:
        """Heed no trial that is still running."""
        self._trying.cancel()

    def _on_model_changed(self) -> None:
        model = self._models.drawn
        if self._choice is not None and model is not None:
            self._trying.run(partial(_found_by_trial, self._choice, model), done=partial(self._on_tried, model))

    def _on_tried(self, model: InstalledModel, found: Provider | None) -> None:
        if found is not None and found.name != self._models.provider and model is self._models.drawn:
            self._models.try_again()


def _found_by_trial(choice: Choice, model: InstalledModel) -> Provider | None:
    """The fastest, if that was not known before. Blocks for seconds."""
    return fastest(choice.try_all(model)) if choice.best(model) is None else None
