"""read_controls() and set_control(): exposure, white balance, zoom and the like, where the camera's driver has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

import cv2

from core.errors import SourceError
from core.sources.discovery import CameraInfo
from core.sources.v4l2 import ControlDescription, V4l2Device

_BOOLEAN, _MENU = 2, 3
_DISABLED, _READ_ONLY, _INACTIVE = 1 << 0, 1 << 2, 1 << 4
# Numbers of `v4l2-controls.h`, in the order in which people look for them.
_TITLES = {
    0x9A0901: "Exposure",
    0x9A0902: "Exposure time",
    0x980913: "Gain",
    0x980900: "Brightness",
    0x980901: "Contrast",
    0x980902: "Saturation",
    0x98090C: "Automatic white balance",
    0x98091A: "White balance",
    0x98091C: "Backlight",
    0x98091B: "Sharpness",
    0x9A090C: "Automatic focus",
    0x9A090A: "Focus",
    0x9A090D: "Zoom",
    0x9A0908: "Pan",
    0x9A0909: "Tilt",
    0x980918: "Lamps",
}


_PLAIN_WORDS = {
    "Auto Mode": "Automatic",
    "Aperture Priority Mode": "Automatic",
    "Manual Mode": "Manual",
    "Shutter Priority Mode": "By its time",
}
"""For drivers' words that only photographers know."""


class ControlKind(Enum):
    RANGE = auto()
    SWITCH = auto()
    MENU = auto()


@dataclass(frozen=True, slots=True)
class CameraControl:
    """Something that a camera's driver lets be set.

    Attributes:
        number: the driver's.
        title: for people, in English.
        kind: how it is set.
        value: now.
        default: as the driver came.
        minimum: of a range.
        maximum: of a range.
        step: of a range.
        menu: words by value, of a menu.
        is_usable: it can be set now; an exposure time cannot while the exposure is automatic.
    """

    number: int
    title: str
    kind: ControlKind
    value: int
    default: int
    minimum: int
    maximum: int
    step: int = 1
    menu: Mapping[int, str] = field(default_factory=dict[int, str])
    is_usable: bool = True


OpenDevice = Callable[[Path], V4l2Device]


def read_controls(camera: CameraInfo, open_device: OpenDevice = V4l2Device) -> list[CameraControl]:
    """What can be set of a camera now; nothing where the system does not tell. Blocks for a moment; never raises."""
    if camera.api != cv2.CAP_V4L2 or not Path(camera.id).is_absolute():
        return []
    try:
        with open_device(Path(camera.id)) as device:
            found = [_control(device, each) for each in device.controls() if _is_shown(each)]
    except OSError:
        return []
    order = list(_TITLES)
    return sorted(found, key=lambda control: order.index(control.number))


def set_control(camera: CameraInfo, number: int, value: int, open_device: OpenDevice = V4l2Device) -> None:
    """Set it, also while the camera is shown. Blocks for a moment.

    Raises:
        SourceError: the driver refuses.
    """
    try:
        with open_device(Path(camera.id)) as device:
            device.set_value(number, value)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(
            f"{_TITLES.get(number, 'That')} of the camera “{camera.name}” cannot be set: {reason}.",
            hint="Is it still plugged in?",
        ) from error


def _is_shown(control: ControlDescription) -> bool:
    return control.id in _TITLES and not control.flags & (_DISABLED | _READ_ONLY)


def _control(device: V4l2Device, control: ControlDescription) -> CameraControl:
    kinds = {_BOOLEAN: ControlKind.SWITCH, _MENU: ControlKind.MENU}
    kind = kinds.get(control.type, ControlKind.RANGE)
    return CameraControl(
        number=control.id,
        title=_TITLES[control.id],
        kind=kind,
        value=device.value(control.id),
        default=control.default_value,
        minimum=control.minimum,
        maximum=control.maximum,
        step=max(1, control.step),
        menu=_words(device.menu(control)) if kind is ControlKind.MENU else {},
        is_usable=not control.flags & _INACTIVE,
    )


def _words(menu: Mapping[int, str]) -> dict[int, str]:
    return {value: _PLAIN_WORDS.get(words, words) for value, words in menu.items()}
