"""The system's permission to use camera and microphone, where it has to be asked for: on macOS.

OpenCV asks by itself only on the main thread and refuses the camera on any other; so it is told not to, and the
question is put here before a camera is opened.
"""

# PyObjC ships no types.
# pyright: basic

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from core.errors import SourcePermissionDenied

_OPENCV_SWITCH = "OPENCV_AVFOUNDATION_SKIP_AUTH"


def request_camera_access(answered: Callable[[bool], None]) -> None:
    """Ask the person unless that was done before. Main thread; returns at once.

    Args:
        answered: told whether the camera may be used: at once when that is known, else later on any thread.
    """
    os.environ[_OPENCV_SWITCH] = "1"
    _request("AVMediaTypeVideo", answered)


def request_microphone_access(answered: Callable[[bool], None]) -> None:
    """The same for microphones."""
    _request("AVMediaTypeAudio", answered)


def _request(kind: str, answered: Callable[[bool], None]) -> None:
    if sys.platform != "darwin":
        answered(True)  # noqa: FBT003 - an answer
        return
    import AVFoundation  # pyright: ignore[reportMissingImports] - on macOS only

    device, media = AVFoundation.AVCaptureDevice, getattr(AVFoundation, kind)
    status = device.authorizationStatusForMediaType_(media)
    if status == AVFoundation.AVAuthorizationStatusNotDetermined:
        device.requestAccessForMediaType_completionHandler_(media, lambda granted: answered(bool(granted)))
    else:
        answered(status == AVFoundation.AVAuthorizationStatusAuthorized)


def camera_denied(title: str) -> SourcePermissionDenied:
    """What a person is told whose system keeps the camera from the program."""
    return SourcePermissionDenied(
        f"macOS does not let ToonClip use the camera “{title}”.",
        hint="Allow it in System Settings, Privacy & Security, Camera; then try again.",
    )
