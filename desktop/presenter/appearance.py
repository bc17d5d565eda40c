"""AppearancePresenter: the language, theme, motion and keys of the window, and where they are chosen."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from desktop.live.settings_store import SettingsStore
from desktop.system.words import tr
from desktop.window.keys_page import KeysPage
from desktop.window.language import LANGUAGES, set_language
from desktop.window.main_window import MainWindow
from desktop.window.motion import reduce_motion
from desktop.window.style import THEMES, apply_style


class AppearancePresenter(QObject):
    """Joins what is remembered of the look to the window. GUI thread."""

    keys_opened = Signal(object)
    """The KeysPage, before it is shown."""

    def __init__(self, window: MainWindow, settings: SettingsStore) -> None:
        super().__init__(window)
        app = cast("QApplication", QApplication.instance())
        self._app, self._window, self._settings = app, window, settings
        acts, now = window.acts, settings.current
        set_language(app, now.language)
        apply_style(app, now.theme)
        reduce_motion(now.reduced_motion)
        acts.set_keys(now.keys)
        acts.reduced_motion.setChecked(now.reduced_motion)
        acts.reduced_motion.triggered.connect(self._on_reduced_motion_triggered)
        acts.on_top.setChecked(now.on_top)
        acts.on_top.triggered.connect(lambda on_top: settings.update(on_top=on_top))
        if now.on_top:
            window.set_on_top(True)
        acts.keys.triggered.connect(self._on_keys_triggered)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    def fill_menu(self, menu: QMenu) -> None:
        """The languages and the themes."""
        for words, choices, key in (
            (tr("Language (语言)"), LANGUAGES, "language"),
            (tr("Theme"), THEMES, "theme"),
        ):
            part = menu.addMenu(words)
            group = QActionGroup(part)
            for choice, title in choices.items():
                action = part.addAction(tr(title))
                action.setCheckable(True)
                action.setChecked(choice == getattr(self._settings.current, key))
                action.triggered.connect(partial(self._on_chosen, key, choice))
                group.addAction(action)

    def _on_chosen(self, key: str, choice: str, *_checked: object) -> None:
        self._settings.update(**{key: choice})
        if key == "language":
            set_language(self._app, choice)
        else:
            apply_style(self._app, choice)

    def _on_color_scheme_changed(self) -> None:
        if self._settings.current.theme == "system":
            apply_style(self._app, "system")

    def _on_reduced_motion_triggered(self, reduced: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(reduced_motion=reduced)
        reduce_motion(reduced)

    def _on_keys_triggered(self) -> None:
        page = KeysPage(self._window.acts, self._window)
        page.changed.connect(self._on_key_changed)
        page.reset.connect(lambda: self._set_keys({}))
        self.keys_opened.emit(page)
        page.open()

    def _on_key_changed(self, name: str, key: str) -> None:
        self._set_keys({**self._settings.current.keys, name: key})

    def _set_keys(self, keys: dict[str, str]) -> None:
        self._settings.update(keys=keys)
        self._window.acts.set_keys(keys)
