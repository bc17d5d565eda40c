"""A driver behind the kernel's interface: answers the requests that a V4L2 device gets, as a webcam does."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from ctypes import Structure
from dataclasses import dataclass, field

from core.sources.v4l2 import Request

Rates = Sequence[tuple[int, int]]
"""Intervals in s, as numerator and denominator."""
WEBCAM: Mapping[str, Mapping[tuple[int, int], Rates]] = {
    "MJPG": {(1920, 1080): ((1, 30), (1, 15)), (1280, 720): ((1, 60), (1, 30)), (640, 480): ((1, 30),)},
    "YUYV": {(1920, 1080): ((1, 5),), (1280, 720): ((1, 10),), (640, 480): ((1, 30),), (160, 120): ((1, 30),)},
    "H264": {(1920, 1080): ((1, 60),)},
}


@dataclass
class FakeControl:
    """Of a driver; `menu` holds the words of one that is a menu."""

    name: str
    minimum: int
    maximum: int
    value: int
    step: int = 1
    kind: int = 1
    default: int = 0
    flags: int = 0
    menu: Mapping[int, str] = field(default_factory=dict[int, str])


class FakeDriver:
    """Given in place of `fcntl.ioctl`.

    Args:
        formats: by coding and size.
        controls: by their numbers.
        endless: it never says that there is no more.
        fails: every request ends in this error.
    """

    def __init__(
        self,
        formats: Mapping[str, Mapping[tuple[int, int], Rates]] = WEBCAM,
        controls: Mapping[int, FakeControl] | None = None,
        *,
        endless: bool = False,
        fails: int = 0,
    ) -> None:
        self.formats = formats
        self.controls = dict(controls or {})
        self._endless, self._fails = endless, fails

    def __call__(self, _descriptor: int, request: int, structure: Structure) -> None:
        if self._fails:
            raise OSError(self._fails, "refused")
        answer = {
            Request.ENUM_FORMATS: self._format,
            Request.ENUM_SIZES: self._size,
            Request.ENUM_INTERVALS: self._interval,
            Request.QUERY_CONTROL: self._control,
            Request.QUERY_MENU: self._menu,
            Request.GET_CONTROL: self._get,
            Request.SET_CONTROL: self._set,
        }[Request(request)]
        try:
            answer(structure)
        except (IndexError, KeyError):
            raise OSError(errno.EINVAL, "no more") from None

    def _place(self, index: int, count: int) -> int:
        return index % count if self._endless else index

    def _format(self, asked: Structure) -> None:
        asked.pixelformat = _number(list(self.formats)[self._place(asked.index, len(self.formats))])

    def _size(self, asked: Structure) -> None:
        sizes = list(self.formats[_letters(asked.pixel_format)])
        asked.type = 1
        asked.size.discrete.width, asked.size.discrete.height = sizes[self._place(asked.index, len(sizes))]

    def _interval(self, asked: Structure) -> None:
        rates = self.formats[_letters(asked.pixel_format)][asked.width, asked.height]
        asked.type = 1
        numerator, denominator = rates[self._place(asked.index, len(rates))]
        asked.interval.discrete.numerator, asked.interval.discrete.denominator = numerator, denominator

    def _control(self, asked: Structure) -> None:
        after = asked.id & ~0x80000000
        number = min(each for each in (*self.controls, 1 << 40) if each > after)
        control = self.controls[number]
        asked.id, asked.type, asked.name, asked.flags = number, control.kind, control.name.encode(), control.flags
        asked.minimum, asked.maximum, asked.step = control.minimum, control.maximum, control.step
        asked.default_value = control.default

    def _menu(self, asked: Structure) -> None:
        words = self.controls[asked.id].menu[asked.index].encode()
        for place, letter in enumerate(words):
            asked.name[place] = letter

    def _get(self, asked: Structure) -> None:
        asked.value = self.controls[asked.id].value

    def _set(self, asked: Structure) -> None:
        control = self.controls[asked.id]
        if not control.minimum <= asked.value <= control.maximum:
            raise OSError(errno.ERANGE, "out of range")
        control.value = asked.value


def _number(letters: str) -> int:
    return int.from_bytes(letters.ljust(4).encode(), "little")


def _letters(number: int) -> str:
    return number.to_bytes(4, "little").decode().strip()
