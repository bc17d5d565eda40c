"""V4l2Device: what a camera's driver on Linux offers: formats and controls. Never starts the camera.

Own structures over the kernel's interface, https://docs.kernel.org/userspace-api/media/v4l/user-func.html: the
libraries for it are under the GPL, which a program under the MIT licence cannot depend on.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable, Iterator
from ctypes import Structure, Union, c_char, c_int32, c_uint8, c_uint32
from enum import IntEnum
from itertools import islice
from pathlib import Path

_CAPTURE = 1
_NEXT_CONTROL = 0x80000000
_MOST = 256
"""Of whatever is enumerated: a driver may never say that it has no more."""

Ioctl = Callable[[int, int, Structure], object]
"""As `fcntl.ioctl`, whose structure is filled in place."""


class FormatDescription(Structure):
    """`struct v4l2_fmtdesc`."""

    _fields_ = (
        ("index", c_uint32),
        ("type", c_uint32),
        ("flags", c_uint32),
        ("description", c_char * 32),
        ("pixelformat", c_uint32),
        ("mbus_code", c_uint32),
        ("reserved", c_uint32 * 3),
    )


class _Discrete(Structure):
    _fields_ = (("width", c_uint32), ("height", c_uint32))


class _Stepwise(Structure):
    _fields_ = tuple(
        (name, c_uint32) for name in ("min_width", "max_width", "step_width", "min_height", "max_height", "step_height")
    )


class _Size(Union):
    _fields_ = (("discrete", _Discrete), ("stepwise", _Stepwise))


class FrameSize(Structure):
    """`struct v4l2_frmsizeenum`."""

    _fields_ = (
        ("index", c_uint32),
        ("pixel_format", c_uint32),
        ("type", c_uint32),
        ("size", _Size),
        ("reserved", c_uint32 * 2),
    )


class Fraction(Structure):
    """`struct v4l2_fract`."""

    _fields_ = (("numerator", c_uint32), ("denominator", c_uint32))


class _Interval(Union):
    _fields_ = (("discrete", Fraction), ("stepwise", Fraction * 3))


class FrameInterval(Structure):
    """`struct v4l2_frmivalenum`."""

    _fields_ = (
        ("index", c_uint32),
        ("pixel_format", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("type", c_uint32),
        ("interval", _Interval),
        ("reserved", c_uint32 * 2),
    )


class ControlDescription(Structure):
    """`struct v4l2_queryctrl`."""

    _fields_ = (
        ("id", c_uint32),
        ("type", c_uint32),
        ("name", c_char * 32),
        ("minimum", c_int32),
        ("maximum", c_int32),
        ("step", c_int32),
        ("default_value", c_int32),
        ("flags", c_uint32),
        ("reserved", c_uint32 * 2),
    )


class ControlValue(Structure):
    """`struct v4l2_control`."""

    _fields_ = (("id", c_uint32), ("value", c_int32))


class MenuEntry(Structure):
    """`struct v4l2_querymenu`."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("id", c_uint32), ("index", c_uint32), ("name", c_uint8 * 32), ("reserved", c_uint32))


class Request(IntEnum):
    """The requests of `videodev2.h` that are made here."""

    ENUM_FORMATS = 0xC0405602
    GET_CONTROL = 0xC008561B
    SET_CONTROL = 0xC008561C
    QUERY_CONTROL = 0xC0445624
    QUERY_MENU = 0xC02C5625
    ENUM_SIZES = 0xC02C564A
    ENUM_INTERVALS = 0xC034564B


class SizeKind(IntEnum):
    """`enum v4l2_frmsizetypes` and `v4l2_frmivaltypes`; the others are ranges."""

    DISCRETE = 1


def _kernel_ioctl(descriptor: int, request: int, structure: Structure) -> object:
    import fcntl  # not on Windows

    return fcntl.ioctl(descriptor, request, structure)


class V4l2Device:
    """An open device, beside whoever reads its pictures. Use in a `with` block; one thread at a time.

    Args:
        path: of the device, such as /dev/video0.
        ioctl: reaches the driver; a test's own in place of the kernel.

    Raises:
        OSError: it cannot be opened; of the methods: the driver refuses.
    """

    def __init__(self, path: Path, *, ioctl: Ioctl = _kernel_ioctl) -> None:
        self._path, self._ioctl = path, ioctl
        self._descriptor = -1

    def __enter__(self) -> V4l2Device:
        self._descriptor = os.open(self._path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def formats(self) -> Iterator[tuple[str, int, int, float]]:
        """Coding, width, height and frames a second of what the driver lists."""
        return islice(self._formats(), _MOST)

    def controls(self) -> Iterator[ControlDescription]:
        """Everything that can be set, read-only and disabled ones too."""
        number = 0
        for _ in range(_MOST):
            control = ControlDescription(id=number | _NEXT_CONTROL)
            if not self._answered(Request.QUERY_CONTROL, control) or control.id <= number:
                return
            number = control.id
            yield control

    def menu(self, control: ControlDescription) -> dict[int, str]:
        """The words of a control that is a menu, by value."""
        entries: dict[int, str] = {}
        for index in range(control.minimum, min(control.maximum, control.minimum + _MOST) + 1):
            entry = MenuEntry(id=control.id, index=index)
            if self._answered(Request.QUERY_MENU, entry):
                entries[index] = bytes(entry.name).partition(b"\0")[0].decode("utf-8", "replace")
        return entries

    def value(self, control_id: int) -> int:
        """Of a control, now."""
        control = ControlValue(id=control_id)
        self._ioctl(self._descriptor, Request.GET_CONTROL, control)
        return control.value

    def set_value(self, control_id: int, value: int) -> None:
        """Of a control; the driver takes the nearest that it has."""
        self._ioctl(self._descriptor, Request.SET_CONTROL, ControlValue(id=control_id, value=value))

    def _formats(self) -> Iterator[tuple[str, int, int, float]]:
        for description in self._listed(Request.ENUM_FORMATS, lambda i: FormatDescription(index=i, type=_CAPTURE)):
            coding = description.pixelformat.to_bytes(4, "little").decode("ascii", "replace").strip()
            for width, height in self._sizes(description.pixelformat):
                for fps in self._rates(description.pixelformat, width, height):
                    yield coding, width, height, fps

    def _sizes(self, pixel_format: int) -> Iterator[tuple[int, int]]:
        for found in self._listed(Request.ENUM_SIZES, lambda i: FrameSize(index=i, pixel_format=pixel_format)):
            if found.type == SizeKind.DISCRETE:
                yield found.size.discrete.width, found.size.discrete.height
                continue
            steps = found.size.stepwise
            yield from (size for size in USUAL_SIZES if _within(size, steps))
            return

    def _rates(self, pixel_format: int, width: int, height: int) -> Iterator[float]:
        def query(index: int) -> FrameInterval:
            return FrameInterval(index=index, pixel_format=pixel_format, width=width, height=height)

        for found in self._listed(Request.ENUM_INTERVALS, query):
            is_discrete = found.type == SizeKind.DISCRETE
            shortest = found.interval.discrete if is_discrete else found.interval.stepwise[0]
            if shortest.numerator:
                yield shortest.denominator / shortest.numerator
            if not is_discrete:
                return

    def _listed(self, request: Request, query: Callable[[int], Structure]) -> Iterator[Structure]:
        for index in range(_MOST):
            found = query(index)
            if not self._answered(request, found):
                return
            yield found

    def _answered(self, request: Request, structure: Structure) -> bool:
        """Whether there is such an entry."""
        try:
            self._ioctl(self._descriptor, request, structure)
        except OSError as error:
            if error.errno in {errno.EINVAL, errno.ENOTTY}:  # no more of them, or none at all
                return False
            raise
        return True


USUAL_SIZES = ((3840, 2160), (2560, 1440), (1920, 1080), (1280, 720), (960, 540), (640, 480), (640, 360), (320, 240))
"""Asked for where a driver takes any, or does not say what it has."""


def _within(size: tuple[int, int], steps: ctypes.Structure) -> bool:
    width, height = size
    in_range = steps.min_width <= width <= steps.max_width and steps.min_height <= height <= steps.max_height
    return (
        in_range
        and (width - steps.min_width) % max(1, steps.step_width) == 0
        and (height - steps.min_height) % max(1, steps.step_height) == 0
    )
