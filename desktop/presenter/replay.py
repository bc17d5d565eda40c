"""ReplayPresenter: keeps what is remembered of the last seconds in the shape that clips have now."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from core.crop import Crop
from desktop.live.settings_store import SettingsStore
from desktop.live.tasks import Lane, Tasks
from desktop.window.actions import Actions


class ReplayOwner(Protocol):
    """The part of the session used here."""

    def set_replay(self, seconds: float, *, mirrored: bool = False, crop: Crop = Crop.WHOLE) -> None: ...


class ReplayPresenter(QObject):
    """What was remembered in another shape is forgotten. GUI thread.

    Args:
        owner: remembers; blocks for a moment.
        tasks: run what blocks.
        settings: how much, and in which shape.
        acts: mirror the picture, save what is remembered.
    """

    def __init__(self, owner: ReplayOwner, tasks: Tasks, settings: SettingsStore, acts: Actions) -> None:
        super().__init__(acts)
        self._owner, self._settings, self._acts = owner, settings, acts
        self._changing: Lane[None] = Lane(tasks, "replay")
        self._asked: tuple[int, bool, Crop] | None = None
        acts.mirror.toggled.connect(self.update)
        acts.mirror_clips.toggled.connect(self.update)
        acts.save_replay.setVisible(bool(settings.current.replay_s))

    def update(self, *_changed: object) -> None:
        """Take what was chosen since."""
        now = self._settings.current
        self._acts.save_replay.setVisible(bool(now.replay_s))
        mirrored = self._acts.mirror.isChecked() and self._acts.mirror_clips.isChecked()
        asked = (now.replay_s, mirrored, now.crop)
        if asked != self._asked:
            self._asked = asked
            remember = partial(self._owner.set_replay, now.replay_s, mirrored=mirrored, crop=now.crop)
            self._changing.run(remember, done=lambda _nothing: None)
