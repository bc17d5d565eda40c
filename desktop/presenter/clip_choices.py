"""ClipChoices: the menus of how clips are taken: shape, countdown, length, and how much of the past is remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.crop import Crop
from desktop.live.settings_store import SettingsStore
from desktop.system.words import mark, tr

_CHOICES: tuple[tuple[str, str, tuple[tuple[object, str], ...]], ...] = (
    (
        "crop",
        mark("Shape"),
        (
            (Crop.WHOLE, mark("Whole picture")),
            (Crop.TALL, mark("Upright, 9:16")),
            (Crop.SQUARE, mark("Square")),
        ),
    ),
    (
        "quality",
        mark("Quality"),
        (
            (26, mark("Small files, about 8 MB a minute")),
            (20, mark("Good, about 25 MB a minute")),
            (16, mark("Best, about 60 MB a minute")),
        ),
    ),
    ("countdown_s", mark("Countdown"), ((0, mark("None")), (3, mark("3 seconds")), (10, mark("10 seconds")))),
    (
        "stop_after_s",
        mark("Stop by itself"),
        (
            (0, mark("Never")),
            (10, mark("After 10 seconds")),
            (30, mark("After 30 seconds")),
            (60, mark("After a minute")),
            (300, mark("After 5 minutes")),
        ),
    ),
    (
        "replay_s",
        mark("Remember the last"),
        ((0, mark("Nothing")), (10, mark("10 seconds")), (30, mark("30 seconds")), (60, mark("Minute"))),
    ),
)


class ClipChoices(QObject):
    """A submenu for each setting, in which one thing is chosen. GUI thread.

    Args:
        settings: hold what is chosen.
        menu: gets the submenus.
    """

    chosen = Signal(str)
    """The name of the setting that has changed."""

    def __init__(self, settings: SettingsStore, menu: QMenu) -> None:
        super().__init__(menu)
        self._settings = settings
        for key, title, choices in _CHOICES:
            self._add(menu.addMenu(tr(title)), key, choices)

    def _add(self, menu: QMenu, key: str, choices: tuple[tuple[object, str], ...]) -> None:
        group = QActionGroup(menu)
        for value, words in choices:
            action = menu.addAction(tr(words))
            action.setCheckable(True)
            self._check(action, key, value)
            action.triggered.connect(partial(self._on_triggered, key, value))
            group.addAction(action)
            menu.aboutToShow.connect(partial(self._check, action, key, value))

    def _check(self, action: QAction, key: str, value: object) -> None:
        action.setChecked(getattr(self._settings.current, key) == value)

    def _on_triggered(self, key: str, value: object, *_checked: object) -> None:
        self._settings.update(**{key: value})
        self.chosen.emit(key)
