"""UpdateNotice: tells that a newer version is there: at the start for those who asked for it, and on demand."""

from __future__ import annotations

import logging
from collections.abc import Callable

from packaging.version import Version
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from core.errors import UpdateCheckFailed
from core.updates import newest_version, question_for
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Lane, Tasks
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.system.product import installed_version, repository
from desktop.window.actions import Actions

_log = logging.getLogger(__name__)


class UpdateNotice(QObject):
    """Joins the two entries of the menu to the question. GUI thread.

    Args:
        actions: the switch and the door.
        settings: whether to ask at the start.
        tasks: ask in the background.
        notices: say what came of it.
    """

    def __init__(self, actions: Actions, settings: SettingsStore, tasks: Tasks, notices: Notices) -> None:
        super().__init__(actions)
        self._settings = settings
        self._notices = notices
        self._asking: Lane[Version] = Lane(tasks, "check-for-updates")
        self.ask: Callable[[], Version] = _ask
        self.open_page: Callable[[str], object] = lambda page: QDesktopServices.openUrl(QUrl(page))
        actions.updates_at_start.setChecked(settings.current.updates_at_start)
        actions.updates_at_start.triggered.connect(self._on_at_start_triggered)
        actions.check_for_updates.triggered.connect(self.check_now)

    def start(self) -> None:
        """Ask, when that is wished for; says something only when there is a newer version."""
        if self._settings.current.updates_at_start:
            self._asking.run(self.ask, done=self._tell_if_newer, failed=_log_failure)

    def check_now(self) -> None:
        """Ask, and say whatever comes of it."""
        self._notices.dismiss("update")
        self._asking.run(self.ask, done=self._tell, failed=self._on_failed)

    def cancel(self) -> None:
        self._asking.cancel()

    def _tell(self, newest: Version) -> None:
        if not self._tell_if_newer(newest):
            self._notices.up_to_date(installed_version())

    def _tell_if_newer(self, newest: Version) -> bool:
        newer = newest > Version(installed_version() or "0")
        if newer:
            page = f"{repository()}/releases/latest"
            self._notices.update_available(str(newest), installed_version(), lambda: self.open_page(page))
        return newer

    def _on_failed(self, error: BaseException) -> None:
        self._notices.error(error, "update", {Action.TRY_AGAIN: self.check_now})

    def _on_at_start_triggered(self, wished: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(updates_at_start=wished)


def _ask() -> Version:
    address = repository()
    if not address:
        raise UpdateCheckFailed("This copy of ToonClip does not say where it is from.", hint="Install it as a package.")
    return newest_version(question_for(address))


def _log_failure(error: BaseException) -> None:
    _log.info("no answer about updates: %s", error)
