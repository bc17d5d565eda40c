"""VirtualCameraSwitch: the camera for other programs, from the click that offers it to the one that ends it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.errors import AppError
from core.frame import RgbImage
from core.sinks.base import Demand, FrameSink
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.camera import VirtualCamera
from core.virtual_camera.events import (
    Readers,
    VirtualCameraAway,
    VirtualCameraEvent,
    VirtualCameraListener,
    VirtualCameraShown,
)
from desktop.live.bridge import GuiCalls
from desktop.live.tasks import Tasks, log_failure

OfferCameras = Callable[[VirtualCameraListener, RgbImage, CameraFormat], list[VirtualCamera]]
"""Starts the cameras that this system takes; given who listens, the resting picture and the format. Blocks."""


class VirtualCameraState(Enum):
    OFF = auto()
    STARTING = auto()
    OFFERED = auto()
    """Other programs can choose it."""
    READ = auto()
    """One of them has."""
    AWAY = auto()
    """The system took it away; it comes back by itself."""


class SinkOwner(Protocol):
    """The part of the session used here."""

    def attach(self, sink: FrameSink, demand: Demand = ...) -> None: ...
    def detach(self, sink: FrameSink) -> None: ...


class VirtualCameraSwitch(QObject):
    """Offers the toon through every way the system has, all in the background. GUI thread.

    Args:
        owner: sends the composed pictures.
        tasks: run what blocks.
        calls: bring the cameras' events here.
        offer: starts the cameras.
    """

    state_changed = Signal(object)
    offered = Signal(object)
    """The list of `CameraOutput` that other programs can choose."""
    failed = Signal(object)
    """Why there is no camera, or no longer."""
    went_away = Signal(object)
    """Why the system took it away."""

    def __init__(
        self, owner: SinkOwner, tasks: Tasks, calls: GuiCalls, offer: OfferCameras, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._owner, self._tasks, self._calls, self._offer = owner, tasks, calls, offer
        self._cameras: list[VirtualCamera] = []
        self._readers: dict[str, Readers | None] = {}
        self._wanted: tuple[RgbImage, CameraFormat] | None = None
        self._mirrored = False
        self._busy = False
        self._state = VirtualCameraState.OFF

    @property
    def state(self) -> VirtualCameraState:
        return self._state

    def switch_on(self, resting: RgbImage, camera_format: CameraFormat) -> None:
        """Offer the camera; `resting` is shown while there is no picture. Returns at once."""
        self._wanted = resting, camera_format
        self._go_on()

    def switch_off(self) -> None:
        """Take the camera away. Returns at once."""
        self._wanted = None
        self._go_on()

    def set_mirrored(self, mirrored: bool) -> None:  # noqa: FBT001 - a setter
        """Flip what other programs get, from the next picture on."""
        self._mirrored = mirrored
        for camera in self._cameras:
            camera.mirrored = mirrored

    def fail(self, error: AppError) -> None:
        """A camera takes no more pictures: switch off and say so."""
        self.switch_off()
        self.failed.emit(error)

    def _go_on(self) -> None:
        """One thing at a time: whoever clicks twice while a camera starts gets what the last click meant."""
        if not self._busy and self._wanted is not None and not self._cameras:
            self._busy = True
            self._readers.clear()
            offer = partial(self._offer, self._listen, *self._wanted)
            self._tasks.run("offer-camera", offer, done=self._on_offered, failed=self._on_offer_failed)
        elif not self._busy and self._wanted is None and self._cameras:
            self._busy = True
            cameras, self._cameras = self._cameras, []
            for camera in cameras:
                self._owner.detach(camera)
            self._tasks.run("end-camera", partial(_stop, cameras), done=self._on_ended, failed=self._on_end_failed)
        self._tell_state()

    def _listen(self, event: VirtualCameraEvent) -> None:
        self._calls.post(partial(self._on_event, event))

    def _on_event(self, event: VirtualCameraEvent) -> None:
        match event:
            case VirtualCameraShown(name, readers):
                self._readers[name] = readers
            case VirtualCameraAway(name, error):
                self._readers[name] = None
                if self._wanted is not None:
                    self.went_away.emit(error)
        self._tell_state()

    def _on_offered(self, cameras: list[VirtualCamera]) -> None:
        self._busy = False
        self._cameras = cameras
        self.set_mirrored(self._mirrored)
        for camera in cameras:
            self._owner.attach(camera, camera.demand)
        if self._wanted is not None:
            self.offered.emit([camera.output for camera in cameras])
        self._go_on()

    def _on_offer_failed(self, error: BaseException) -> None:
        self._busy = False
        self._wanted = None
        self._tell_state()
        self.failed.emit(error)

    def _on_ended(self, _nothing: None) -> None:
        self._busy = False
        self._go_on()

    def _on_end_failed(self, error: BaseException) -> None:
        log_failure(error)
        self._on_ended(None)

    def _tell_state(self) -> None:
        state = self._present_state()
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _present_state(self) -> VirtualCameraState:
        if self._wanted is None:
            return VirtualCameraState.OFF
        readers = self._readers.values()
        if not self._cameras:
            return VirtualCameraState.STARTING
        if Readers.SOME in readers:
            return VirtualCameraState.READ
        if readers and all(reader is None for reader in readers):
            return VirtualCameraState.AWAY
        return VirtualCameraState.OFFERED


def _stop(cameras: list[VirtualCamera]) -> None:
    for camera in cameras:
        camera.request_stop()
    for camera in cameras:
        camera.stop()
