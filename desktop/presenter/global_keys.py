"""GlobalKeysPresenter: keys that work in every program, switched on and explained on the page of keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.live.bridge import GuiCalls
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Tasks
from desktop.presenter.appearance import AppearancePresenter
from desktop.system.words import mark, tr
from desktop.window.keys_page import KeysPage

if TYPE_CHECKING:
    from desktop.system.global_keys import GlobalKeys

_WISHES = {
    "record": mark("Record a clip"),
    "snapshot": mark("Save this picture"),
    "save-last": mark("Save the last seconds"),
}


class GlobalKeysPresenter(QObject):
    """Asks the desktop for keys once the person wished it. GUI thread.

    Args:
        appearance: opens the page of keys.
        settings: whether the keys are wished.
        tasks: run what blocks.
        calls: bring the keys here.
        do: does what a key is for, by a name of `DEEDS`.
    """

    def __init__(
        self,
        appearance: AppearancePresenter,
        settings: SettingsStore,
        tasks: Tasks,
        calls: GuiCalls,
        do: Callable[[str], None],
    ) -> None:
        super().__init__(appearance)
        self._settings, self._tasks, self._calls, self._do = settings, tasks, calls, do
        self._keys: GlobalKeys | None = None
        self._page: KeysPage | None = None
        self._words = ""
        appearance.keys_opened.connect(self._on_keys_opened)

    def start(self) -> None:
        if self._settings.current.global_keys:
            self._ask()

    def close(self) -> None:
        """Give the keys back."""
        keys, self._keys = self._keys, None
        if keys is not None:
            keys.stop()

    def _on_keys_opened(self, page: KeysPage) -> None:
        self._page = page
        page.everywhere_wished.connect(self._on_wished)
        self._show(offered=False)
        self._tasks.run("look-for-keys", _are_offered, done=self._on_looked)

    def _on_looked(self, offered: bool) -> None:  # noqa: FBT001 - a callback
        if not offered:
            self._words = tr(
                "This desktop gives programs no such keys. In its own settings, give a key to the command "
                "“toonclip --do record”."
            )
        elif self._keys is None:
            self._words = tr("The desktop asks you which keys they are.")
        self._show(offered=offered)

    def _on_wished(self, wished: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(global_keys=wished)
        self.close()
        if wished:
            self._ask()
        else:
            self._words = tr("The desktop asks you which keys they are.")
            self._show(offered=True)

    def _ask(self) -> None:
        from desktop.system.global_keys import GlobalKeys

        wishes = {name: tr(words) for name, words in _WISHES.items()}
        self._keys = GlobalKeys(
            wishes,
            lambda name: self._calls.post(partial(self._do, name)),
            lambda given: self._calls.post(partial(self._on_given, given)),
        )
        self._keys.start()

    def _on_given(self, given: dict[str, str]) -> None:
        """None when they were declined, which holds until the person wishes it again."""
        if not given:
            self.close()
            self._settings.update(global_keys=False)
        keys = (tr("{what}: {chosen}", what=tr(_WISHES[name]), chosen=key) for name, key in given.items())
        self._words = " · ".join(keys) if given else tr("The desktop gave no keys.")
        self._show(offered=True)

    def _show(self, *, offered: bool) -> None:
        if self._page is not None and isValid(self._page):
            self._page.show_everywhere(self._words, on=self._keys is not None, offered=offered)


def _are_offered() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    from desktop.system.global_keys import are_offered

    return are_offered()
