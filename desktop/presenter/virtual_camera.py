"""VirtualCameraPresenter: what is seen and said of the camera for other programs."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.virtual_camera.base import CameraOutput, format_for
from desktop.live.settings_store import SettingsStore
from desktop.live.virtual_camera_switch import VirtualCameraState, VirtualCameraSwitch
from desktop.presenter.messages import Action
from desktop.presenter.notices import Notices
from desktop.system.words import mark, tr
from desktop.window.actions import Actions
from desktop.window.resting_picture import resting_picture
from desktop.window.video_view import VideoView

_TOPIC = "virtual-camera"
_MARKS = {
    VirtualCameraState.STARTING: mark("Toon camera…"),
    VirtualCameraState.OFFERED: mark("Toon camera on"),
    VirtualCameraState.READ: mark("Toon camera in use"),
    VirtualCameraState.AWAY: mark("Toon camera away"),
}


class VirtualCameraPresenter(QObject):
    """Joins the camera to its switch and the mark over the picture. GUI thread.

    Args:
        switch: offers the camera.
        settings: whether it was on, and is mirrored.
        notices: say where to find it, and why there is none.
        view: shows whether it is offered and read.
        acts: switch it, mirror it.
    """

    def __init__(
        self, switch: VirtualCameraSwitch, settings: SettingsStore, notices: Notices, view: VideoView, acts: Actions
    ) -> None:
        super().__init__(view)
        self._switch, self._settings, self._notices, self._view, self._acts = switch, settings, notices, view, acts
        self._asked = False
        acts.mirror_virtual_camera.setChecked(settings.current.mirror_virtual_camera)
        switch.set_mirrored(settings.current.mirror_virtual_camera)
        acts.virtual_camera.triggered.connect(self._on_switch_triggered)
        acts.mirror_virtual_camera.triggered.connect(self._on_mirror_triggered)
        switch.state_changed.connect(self._on_state_changed)
        switch.offered.connect(self._on_offered)
        switch.failed.connect(self._on_failed)
        switch.went_away.connect(self._on_went_away)

    def retranslate(self) -> None:
        """Say the mark anew, in another language."""
        self._view.marks.set_camera(_mark_of(self._switch.state), lit=self._switch.state is VirtualCameraState.READ)

    def start(self) -> None:
        """Offer the camera if it was on when the window was last closed."""
        if self._settings.current.virtual_camera:
            self._switch.switch_on(resting_picture(), format_for(self._settings.current.virtual_camera_rows))

    def _on_switch_triggered(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._notices.dismiss(_TOPIC)
        self._settings.update(virtual_camera=on)
        self._asked = on
        if on:
            frame = self._view.frame
            chosen = format_for(frame.source.image.shape[0] if frame is not None else 0)
            self._settings.update(virtual_camera_rows=chosen.height)
            self._switch.switch_on(resting_picture(), chosen)
        else:
            self._switch.switch_off()

    def _on_mirror_triggered(self, mirrored: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._settings.update(mirror_virtual_camera=mirrored)
        self._switch.set_mirrored(mirrored)

    def _on_state_changed(self, state: VirtualCameraState) -> None:
        self._acts.virtual_camera.setChecked(state is not VirtualCameraState.OFF)
        self.retranslate()
        if state in {VirtualCameraState.OFFERED, VirtualCameraState.READ}:
            self._notices.dismiss("virtual-camera-away")

    def _on_offered(self, outputs: list[CameraOutput]) -> None:
        """Only after a click: whoever had it on before knows where to find it."""
        if self._asked:
            self._notices.virtual_camera_offered(
                [output.name for output in outputs], [output.advice for output in outputs]
            )
        self._asked = False

    def _on_failed(self, error: BaseException) -> None:
        self._settings.update(virtual_camera=False)
        self._notices.error(error, _TOPIC, {Action.TRY_AGAIN: self._acts.virtual_camera.trigger})

    def _on_went_away(self, error: BaseException) -> None:
        self._notices.error(error, "virtual-camera-away")


def _mark_of(state: VirtualCameraState) -> str:
    return tr(_MARKS[state]) if state in _MARKS else ""
