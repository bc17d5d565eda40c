"""Help: the About dialog with its licences and the word about updates, behind their entries of the menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.live.live import Live
from desktop.presenter.notices import Notices
from desktop.presenter.update_notice import UpdateNotice
from desktop.system.licences import licence_page
from desktop.window.about import AboutDialog
from desktop.window.main_window import MainWindow


class Help(QObject):
    """One for the life of the window. GUI thread."""

    def __init__(self, live: Live, window: MainWindow, notices: Notices) -> None:
        super().__init__(window)
        self._live, self._window = live, window
        self.updates = UpdateNotice(window.acts, live.settings, live.tasks, notices)
        window.acts.about.triggered.connect(self._on_about_triggered)

    def _on_about_triggered(self) -> None:
        models = [model.manifest for model in self._live.models.models]
        encoders = self._live.devices.encoders
        runs = [*self._live.providers.words(), *(encoders.words() if encoders is not None else ())]
        about = AboutDialog(models, runs, self._window)
        about.licences_wanted.connect(partial(self._read_licences, about))
        about.open()

    def _read_licences(self, about: AboutDialog) -> None:
        self._live.tasks.run(
            "read-licences", licence_page, done=lambda page: about.set_licences(page) if isValid(about) else None
        )
