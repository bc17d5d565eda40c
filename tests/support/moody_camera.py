"""A camera that stalls, gets lost and raises what a driver should not, in turns."""

from __future__ import annotations

import itertools
from threading import Event

import numpy as np

from core.errors import SourceDisconnected
from core.frame import RgbImage
from core.sources.base import SourceFormat

WIDTH_PX, HEIGHT_PX, FPS = 640, 480, 30.0
_STALL_S = 1.5
_FRAMES_BETWEEN_MOODS = 45


class MoodyCamera:
    """Moving stripes; every one and a half seconds the next of its moods: a stall, a loss, a driver's exception."""

    reconnects = True

    def __init__(self, name: str) -> None:
        self.name = name
        self._frames = itertools.count(1)
        self._moods = itertools.cycle((self._stall, self._get_lost, self._raise_nonsense))
        self._closed = Event()

    def open(self) -> SourceFormat:
        self._closed.clear()
        return SourceFormat(WIDTH_PX, HEIGHT_PX, FPS)

    def read(self) -> RgbImage:
        if self._closed.wait(1 / FPS):
            raise SourceDisconnected(f"{self.name} is closed.")
        number = next(self._frames)
        if number % _FRAMES_BETWEEN_MOODS == 0:
            next(self._moods)()
        image = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        image[:] = ((np.arange(WIDTH_PX) + number * 4) % 256)[None, :, None]
        return image

    def close(self) -> None:
        self._closed.set()

    def _stall(self) -> None:
        self._closed.wait(_STALL_S)

    def _get_lost(self) -> None:
        raise SourceDisconnected(f"{self.name} was unplugged.")

    def _raise_nonsense(self) -> None:
        raise RuntimeError("the driver met an impossible state")
