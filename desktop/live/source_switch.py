"""SourceSwitch: which source is shown, which could be, and how the shown one is doing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.errors import AppError
from core.events import SourceFailed, SourceLost, SourceStarted
from core.sources.base import FrameSource
from core.sources.discovery import CameraInfo, camera_named
from desktop.live.chosen_by import ChosenBy
from desktop.live.settings import SourceMemory
from desktop.live.source_choice import SourceChoice, SourceKind, camera_choice, clip_choice, file_choice
from desktop.live.tasks import Lane, Tasks, log_failure
from desktop.system.permissions import camera_denied

_log = logging.getLogger(__name__)
_NO_SOURCE = -1


class SourceState(Enum):
    SEARCHING = auto()
    OPENING = auto()
    LIVE = auto()
    LOST = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How the chosen source is doing.

    Attributes:
        state: how.
        choice: which; None while cameras are looked for.
        chosen_by: who chose it.
        error: why it is lost or failed.
    """

    state: SourceState
    choice: SourceChoice | None = None
    chosen_by: ChosenBy = ChosenBy.FALLBACK
    error: AppError | None = None


CameraAccess = Callable[[Callable[[bool], None]], None]
MakeSource = Callable[[SourceChoice], FrameSource]


class SourceOwner(Protocol):
    """The part of the session used here."""

    def set_source(self, source: FrameSource) -> int: ...


class SourceSwitch(QObject):
    """Chooses sources and follows them. GUI thread.

    Args:
        owner: shows the source.
        tasks: run the listing of cameras.
        list_cameras: may block for a second.
        camera_access: asks the system whether a camera may be used; answers on the GUI thread.
        make_source: makes the closed source of a choice.
    """

    status_changed = Signal(object)
    cameras_listed = Signal(object)
    missed = Signal(object, object)
    """There is no camera (None), or not the source that is remembered: its memory, and the error if there was one.

    Emitted once the first camera or the clip is chosen instead.
    """

    refused = Signal(object, object)
    """A choice of the person's that cannot be shown, and the error: what was shown before goes on."""

    def __init__(
        self,
        owner: SourceOwner,
        tasks: Tasks,
        list_cameras: Callable[[], list[CameraInfo]],
        camera_access: CameraAccess,
        parent: QObject | None = None,
        *,
        make_source: MakeSource = SourceChoice.make,
    ) -> None:
        super().__init__(parent)
        self._make_source = make_source
        self._camera_access = camera_access
        self._owner = owner
        self._list_cameras = list_cameras
        self._listing: Lane[list[CameraInfo]] = Lane(tasks, "list-cameras")
        self._status = SourceStatus(SourceState.SEARCHING)
        self._source_number = _NO_SOURCE
        self.format: str = ""
        """What the source delivers, since it has started."""
        self._good: SourceStatus | None = None
        """What was live when the person chose another source, until that is live."""
        self.cameras: list[CameraInfo] = []
        self.source: FrameSource | None = None
        """What was given to the engine last."""

    @property
    def status(self) -> SourceStatus:
        return self._status

    @property
    def listing(self) -> bool:
        """Whether cameras are being looked for."""
        return self._listing.busy

    def start(self, given: SourceChoice | None, memory: SourceMemory | None) -> None:
        """Show what the command line gave, else what is remembered."""
        if given is not None:
            self.choose(given, ChosenBy.COMMAND_LINE)
        else:
            self.recall(memory)

    def recall(self, memory: SourceMemory | None) -> None:
        """Show the remembered source, else the first camera, else the bundled clip."""
        if memory is not None and memory.kind == "clip":
            self.choose(clip_choice(), ChosenBy.REMEMBERED)
        elif memory is not None and memory.kind == "file":
            self.choose(file_choice(Path(memory.path)), ChosenBy.REMEMBERED)
        else:
            self.find_camera(memory)

    def find_camera(self, memory: SourceMemory | None = None, *, reason: AppError | None = None) -> None:
        """Look for cameras and show the remembered one, else the first, else the bundled clip.

        Args:
            memory: what is meant; None: any camera.
            reason: why it cannot be shown, where that is known already.
        """
        self._set_status(SourceStatus(SourceState.SEARCHING))

        def listed(cameras: list[CameraInfo]) -> None:
            self._on_cameras_listed(cameras)
            self._choose_camera(memory, cameras, reason)

        def failed(error: BaseException) -> None:
            log_failure(error)
            listed([])

        self._listing.run(self._list_cameras, done=listed, failed=failed)

    def refresh(self) -> None:
        """Look for cameras again; what is shown stays. Does nothing while one is looked for to be shown."""
        if self._status.state is not SourceState.SEARCHING:
            self._listing.run(self._list_cameras, done=self._on_cameras_listed, failed=self._on_listing_failed)

    def choose(self, choice: SourceChoice, chosen_by: ChosenBy = ChosenBy.PERSON) -> None:
        """Show this source from now on. Returns at once; `status_changed` tells how it goes."""
        if self._status.state is SourceState.SEARCHING:
            self._listing.cancel()
        if self._status.state is SourceState.LIVE and self._status.choice != choice:
            self._good = self._status
        self._source_number = _NO_SOURCE
        self._set_status(SourceStatus(SourceState.OPENING, choice, chosen_by))
        if choice.camera is not None:
            self._camera_access(partial(self._on_camera_answered, choice))
        else:
            self._show(choice)

    def try_again(self) -> None:
        """Open the chosen source once more."""
        if self._status.choice is not None:
            self.choose(self._status.choice, self._status.chosen_by)

    def is_current(self, source_number: int) -> bool:
        """Whether a frame or an event with this number is the chosen source's, not a late one of an earlier source."""
        return source_number == self._source_number

    def on_event(self, event: SourceStarted | SourceLost | SourceFailed) -> None:
        """Follow what the engine says about the chosen source; an event of an earlier one is ignored."""
        before = self._status
        if before.choice is None or not self.is_current(event.source_number):
            return
        match event:
            case SourceStarted():
                self._good = None
                self.format = f"{event.width} x {event.height} at {event.fps:g} fps"
                _log.info("the %s delivers %s", before.choice.kind.name.lower(), self.format)
                self._set_status(replace(before, state=SourceState.LIVE, error=None))
            case SourceLost():
                self._set_status(replace(before, state=SourceState.LOST, error=event.error))
            case SourceFailed() if _is_missing_file(before):
                self.find_camera(before.choice.memory(), reason=event.error)
            case SourceFailed():
                self._fail(before, event.error)

    def cancel(self) -> None:
        self._listing.cancel()

    def _on_camera_answered(self, choice: SourceChoice, allowed: bool) -> None:  # noqa: FBT001 - an answer
        if choice is not self._status.choice:
            return
        if allowed:
            self._show(choice)
        else:
            self._fail(self._status, camera_denied(choice.title))

    def _fail(self, status: SourceStatus, error: AppError) -> None:
        """Go back to what was good, or show nothing."""
        good, self._good = self._good, None
        if good is None or good.choice is None or status.choice is None or status.state is not SourceState.OPENING:
            self._set_status(replace(status, state=SourceState.FAILED, error=error))
            return
        self.choose(good.choice, good.chosen_by)
        self.refused.emit(status.choice, error)

    def _show(self, choice: SourceChoice) -> None:
        self.source = self._make_source(choice)
        self._source_number = self._owner.set_source(self.source)

    def _choose_camera(self, memory: SourceMemory | None, cameras: list[CameraInfo], reason: AppError | None) -> None:
        camera = camera_named(memory.title, cameras) if memory is not None else None
        if camera is not None:
            self.choose(camera_choice(camera), ChosenBy.REMEMBERED)
            return
        self.choose(camera_choice(cameras[0]) if cameras else clip_choice(), ChosenBy.FALLBACK)
        if memory is not None or not cameras:
            self.missed.emit(memory, reason)

    def _on_cameras_listed(self, cameras: list[CameraInfo]) -> None:
        self.cameras = cameras
        self.cameras_listed.emit(cameras)

    def _on_listing_failed(self, error: BaseException) -> None:
        log_failure(error)
        self.cameras_listed.emit(self.cameras)

    def _set_status(self, status: SourceStatus) -> None:
        self._status = status
        self.status_changed.emit(status)


def _is_missing_file(status: SourceStatus) -> bool:
    """Whether a remembered film is being opened: when that fails, something else is shown."""
    file = status.choice is not None and status.choice.kind is SourceKind.FILE
    return file and status.state is SourceState.OPENING and status.chosen_by is ChosenBy.REMEMBERED
