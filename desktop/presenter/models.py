"""ModelPresenter: what is seen and said of the model that draws, and its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.events import GeneratorFailed, GeneratorRecovered
from core.generators.providers import Provider
from desktop.live.chosen_by import ChosenBy
from desktop.live.model_switch import FailedLoad, ModelSwitch
from desktop.live.provider_trials import ProviderTrials
from desktop.live.settings import last_folder
from desktop.live.settings_store import SettingsStore
from desktop.presenter.menus import fill_model_menu
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.system.words import mark, tr
from desktop.window.actions import Actions
from desktop.window.control_bar import DropDown
from desktop.window.dialogs import ask_for_model
from desktop.window.video_view import VideoView

_WORDS = mark("No style"), mark("style"), mark("Processor"), mark("drawn by")
"""What the switch and the figures name, and no model does."""


class ModelPresenter(QObject):
    """Joins the model to the model button and the note over the picture. GUI thread.

    Args:
        models: which model draws, and which could.
        providers: what runs it, and fails now and then.
        settings: where a person's choice is kept.
        notices: say what went wrong.
        view: shows that a model is being loaded.
        button: names the model; its menu lists the others.
        acts: open a model.
    """

    def __init__(
        self,
        models: ModelSwitch,
        providers: ProviderTrials,
        settings: SettingsStore,
        notices: Notices,
        view: VideoView,
        button: DropDown,
        acts: Actions,
    ) -> None:
        super().__init__(view)
        self._models, self._providers, self._settings, self._notices = models, providers, settings, notices
        self._view, self._button, self._acts = view, button, acts
        self.words_about: Callable[[str], str] = lambda _model: ""
        """What to know before choosing a model, by its id."""
        models.models_listed.connect(self._fill_menu)
        models.loading_changed.connect(self._on_loading_changed)
        models.model_changed.connect(self._on_model_changed)
        models.load_failed.connect(self._on_load_failed)
        models.installed.connect(lambda title: notices.model_installed(tr(title)))
        providers.fell_back.connect(notices.fell_back)
        button.drop_menu.aboutToShow.connect(self._on_menu_about_to_show)
        acts.open_model.triggered.connect(self._on_open_model_triggered)

    def on_event(self, event: GeneratorFailed | GeneratorRecovered) -> None:
        """Say that the model fails while it draws, until it works again."""
        if isinstance(event, GeneratorFailed):
            if self._providers.leave_to_processor(event.error):
                return
            failed = tr(self._models.title)
            if self._models.take_off(event.model_id):
                self._settings.update(model=None)
                note = tr("“{model}” was taken off; the one before draws again.", model=failed)
                self._notices.error(event.error, "taken-off", note=note)
                return
            self._notices.error(event.error, "generator", {Action.TRY_AGAIN: self._models.try_again})
        else:
            self._notices.dismiss("generator")

    def retranslate(self) -> None:
        """Say everything anew, in another language."""
        self._on_loading_changed(self._models.loading)
        self._fill_menu()
        self._show_provider()

    def _show_provider(self) -> None:
        if self._models.provider:
            title = tr(Provider(self._models.provider).title)
            self._view.marks.set_fact("drawn by", f"{title}, {self._models.precision}")

    def _on_loading_changed(self, title: str) -> None:
        self._view.set_note(tr("Loading {model}…", model=tr(title)) if title else "")
        self._button.set_words(tr(title or self._models.title or "No style"))

    def _on_model_changed(self, chosen_by: ChosenBy) -> None:
        for topic in ("model", "generator"):
            self._notices.dismiss(topic)
        self._show_provider()
        if chosen_by is ChosenBy.PERSON:
            self._settings.update(model=self._models.current)

    def _on_load_failed(self, failed: FailedLoad) -> None:
        """Of the models tried at the start the last that fails is an error; before it, another one draws instead."""
        drawing, wanted = tr(self._models.title), failed.wanted
        if wanted.chosen_by is ChosenBy.REMEMBERED and drawing:
            self._notices.model_missed(tr(failed.title), failed.error, drawing, self._button.open_menu)
        elif wanted.chosen_by is ChosenBy.COMMAND_LINE:
            self._notices.error(failed.error, "given-model")
        else:
            again = {Action.TRY_AGAIN: partial(self._models.choose, wanted.id_or_path, wanted.chosen_by)}
            note = tr("“{model}” goes on drawing.", model=drawing) if drawing else ""
            self._notices.error(failed.error, "model", again if wanted.id_or_path else {}, note=note)

    def _on_menu_about_to_show(self) -> None:
        self._models.refresh()
        self._fill_menu()

    def _fill_menu(self) -> None:
        show_problem = partial(self._notices.error, topic="model")
        fill_model_menu(self._button.drop_menu, self._models, self._acts, show_problem, self.words_about)
        self._button.place_menu()

    def _on_open_model_triggered(self) -> None:
        ask_for_model(self._view, last_folder(self._settings.current), self._on_model_opened)

    def _on_model_opened(self, path: Path) -> None:
        self._settings.update(last_folder=str(path.parent))
        self._models.choose(str(path))
