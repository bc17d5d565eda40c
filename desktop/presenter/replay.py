"""ReplayPresenter: the last seconds are remembered, or offered to be, in the shape that clips have now."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from core.crop import Crop
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Lane, Tasks
from desktop.presenter.notices import Notices
from desktop.window.actions import Actions

_OFFERED_S = 10


class ReplayOwner(Protocol):
    """The part of the session used here."""

    def set_replay(self, seconds: float, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> None: ...


class ReplayPresenter(QObject):
    """What was remembered in another shape is forgotten. GUI thread.

    Args:
        owner: remembers; blocks for a moment.
        tasks: run what blocks.
        settings: how much, and in which shape.
        notices: offer to remember them.
        acts: mirror the picture, save what is remembered.
    """

    def __init__(
        self, owner: ReplayOwner, tasks: Tasks, settings: SettingsStore, notices: Notices, acts: Actions
    ) -> None:
        super().__init__(acts)
        self._owner, self._settings, self._notices, self._acts = owner, settings, notices, acts
        self._changing: Lane[None] = Lane(tasks, "replay")
        self._asked: tuple[int, bool, Crop] | None = None
        acts.mirror.toggled.connect(self.update)
        acts.mirror_clips.toggled.connect(self.update)
        acts.save_replay.triggered.connect(self._on_save_triggered)

    def update(self, *_changed: object) -> None:
        """Take what was chosen since."""
        now = self._settings.current
        mirrored = self._acts.mirror.isChecked() and self._acts.mirror_clips.isChecked()
        asked = (now.replay_s, mirrored, now.crop)
        self._acts.show_replay(on=bool(now.replay_s))
        if asked != self._asked:
            self._asked = asked
            remember = partial(self._owner.set_replay, now.replay_s, mirrored=mirrored, crop=now.crop)
            self._changing.run(remember, done=lambda _nothing: None)

    def _on_save_triggered(self) -> None:
        if not self._settings.current.replay_s:
            self._notices.offer_replay(self._switch_on)

    def _switch_on(self) -> None:
        self._settings.update(replay_s=_OFFERED_S)
        self.update()
        self._notices.replay_on(_OFFERED_S)
