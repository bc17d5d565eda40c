"""RecoveryPresenter: offers at the start what a program that was killed had recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from core.sinks.recovery import Unfinished, find_unfinished, recover
from core.sinks.saving import SavedClip
from desktop.live.folder_tasks import FolderTasks
from desktop.presenter.notices import Notices

_READING_S = 5.0
"""How long it may take to read or to write hours of clips before it is told that it takes long."""


class RecoveryPresenter(QObject):
    """Looks for recordings that were not finished, and makes clips of them when asked to. GUI thread.

    Args:
        folders: read and write them.
        notices: say what there is and what came of it.
    """

    def __init__(self, folders: FolderTasks, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._folders = folders
        self._notices = notices

    def look_into(self, folder: Path) -> None:
        """Offer what lies in `folder`; returns at once."""
        self._folders.run(
            "find-unfinished-clips",
            folder,
            lambda: find_unfinished(folder) if folder.is_dir() else [],
            done=self._on_found,
            patience_s=_READING_S,
        )

    def _on_found(self, unfinished: Sequence[Unfinished]) -> None:
        if unfinished:
            self._notices.unfinished_clips(unfinished, lambda: self._recover(unfinished))

    def _recover(self, unfinished: Sequence[Unfinished]) -> None:
        self._notices.dismiss("recovery")
        self._folders.run(
            "recover-clips",
            unfinished[0].part.parent,
            lambda: [recover(found.part) for found in unfinished if found.part.exists()],
            done=self._on_recovered,
            failed=lambda error: self._notices.error(error, "recovery"),
            patience_s=_READING_S,
        )

    def _on_recovered(self, saved: Sequence[SavedClip]) -> None:
        if not saved:  # another program did it meanwhile
            return
        self._notices.clips_recovered([(clip.path, clip.facts.duration_s) for clip in saved])
