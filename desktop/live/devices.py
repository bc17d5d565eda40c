"""Devices: what the engine uses of this computer, and where a test puts its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.microphones.portaudio import PortAudioMicrophone, list_microphones
from core.sinks.encoder_choice import EncoderChoice
from core.sources.camera_controls import CameraControl, read_controls, set_control
from core.sources.camera_modes import CameraMode, camera_modes
from core.sources.discovery import CameraInfo, list_cameras
from core.virtual_camera.offered import offer_cameras
from desktop.live.microphone_switch import MakeMicrophone, MicrophoneAccess
from desktop.live.source_choice import SourceChoice
from desktop.live.source_switch import CameraAccess, MakeSource
from desktop.live.virtual_camera_switch import OfferCameras
from desktop.system.permissions import request_camera_access, request_microphone_access


@dataclass(frozen=True, slots=True)
class Devices:
    """Real unless replaced.

    Attributes:
        list_cameras: may block for a second.
        request_camera_access: asks the system whether a camera may be used; answers on any thread.
        make_source: makes the closed source of a choice.
        offer_cameras: starts the cameras for other programs.
        list_microphones: their names; may block for a second.
        request_microphone_access: asks the system whether a microphone may be used; answers on any thread.
        make_microphone: makes the closed microphone of a name.
        camera_modes: what a camera can be asked for; blocks for a moment.
        read_controls: what can be set of it; blocks for a moment.
        set_control: sets it, by the control's number; blocks for a moment.
        encoders: of clips, beside x264; None: there are none.
    """

    list_cameras: Callable[[], list[CameraInfo]] = list_cameras
    request_camera_access: CameraAccess = request_camera_access
    make_source: MakeSource = SourceChoice.make
    offer_cameras: OfferCameras = offer_cameras
    list_microphones: Callable[[], list[str]] = list_microphones
    request_microphone_access: MicrophoneAccess = request_microphone_access
    make_microphone: MakeMicrophone = PortAudioMicrophone
    camera_modes: Callable[[CameraInfo], list[CameraMode]] = camera_modes
    read_controls: Callable[[CameraInfo], list[CameraControl]] = read_controls
    set_control: Callable[[CameraInfo, int, int], None] = set_control
    encoders: EncoderChoice | None = None
