"""CameraFormats: the size and rate that each camera is asked for, and what the shown one could be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.sources.base import FrameSource
from core.sources.camera_modes import CameraMode, mode_of_key, usual_mode
from core.sources.discovery import CameraInfo
from desktop.live.source_choice import SourceChoice
from desktop.live.source_switch import MakeSource, SourceState, SourceStatus, SourceSwitch
from desktop.live.tasks import Lane, Tasks


class CameraFormats(QObject):
    """GUI thread.

    Args:
        tasks: run the listing.
        list_modes: what a camera can be asked for; blocks for a moment.
        make_source: makes the source of a choice with its mode.
        remembered: key of the chosen mode, by the camera's name.
    """

    changed = Signal()
    """Another camera is shown, its formats are known, or one was chosen."""
    chosen = Signal(object)
    """A person chose: what to remember from now on."""

    def __init__(
        self,
        tasks: Tasks,
        list_modes: Callable[[CameraInfo], list[CameraMode]],
        make_source: MakeSource,
        remembered: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._list_modes, self._make_source = list_modes, make_source
        self._remembered = dict(remembered)
        self._listing: Lane[list[CameraMode]] = Lane(tasks, "list-modes")
        self._sources: SourceSwitch | None = None
        self.camera: CameraInfo | None = None
        """The shown one; None: something else is shown."""
        self.modes: list[CameraMode] = []

    @property
    def wanted(self) -> CameraMode | None:
        """What a person chose for the shown camera; None: whatever is usual."""
        return self._wanted_of(self.camera) if self.camera is not None else None

    @property
    def asked(self) -> CameraMode:
        """What the shown camera was asked for."""
        return self.wanted or usual_mode(self.modes)

    def follow(self, sources: SourceSwitch) -> None:
        """Of these sources the shown one counts."""
        self._sources = sources
        sources.status_changed.connect(self._on_status_changed)

    def source_of(self, choice: SourceChoice) -> FrameSource:
        """The closed source of a choice; a camera's with its mode."""
        return self._make_source(
            choice if choice.camera is None else replace(choice, mode=self._wanted_of(choice.camera))
        )

    def choose(self, mode: CameraMode | None) -> None:
        """Ask the shown camera for this from now on; None: for what is usual. It is opened anew."""
        if self.camera is None or self._sources is None:
            return
        self._remembered.pop(self.camera.name, None)
        if mode is not None:
            self._remembered[self.camera.name] = mode.key
        self.chosen.emit(dict(self._remembered))
        self.changed.emit()
        self._sources.try_again()

    def _wanted_of(self, camera: CameraInfo) -> CameraMode | None:
        key = self._remembered.get(camera.name)
        known = self.modes if camera == self.camera else []
        return mode_of_key(key, known) if key is not None else None

    def _on_status_changed(self, status: SourceStatus) -> None:
        camera = status.choice.camera if status.choice is not None else None
        if camera != self.camera:
            self.camera, self.modes = camera, []
            self.changed.emit()
        if camera is not None and not self.modes and status.state is SourceState.LIVE:
            self._listing.run(partial(self._list_modes, camera), done=partial(self._on_listed, camera))

    def _on_listed(self, camera: CameraInfo, modes: list[CameraMode]) -> None:
        if camera == self.camera:
            self.modes = modes
            self.changed.emit()
