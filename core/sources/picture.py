"""PictureSource: one still image, shown like a film in which nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from core.errors import SourceDisconnected, SourceError, SourceFormatRefused
from core.frame import RgbImage
from core.sources.base import SourceFormat

_FPS = 10.0  # a slider is followed at once, and a model that draws it has rest


class PictureSource:
    """Delivers the same image again and again: the very same array, by which the engine knows that nothing moves.

    Args:
        name: for people.
        read: gives the image, (H, W, 3) uint8 RGB; called at every opening.
    """

    reconnects = False

    def __init__(self, name: str, read: Callable[[], RgbImage]) -> None:
        self._name = name
        self._read = read
        self._image: RgbImage | None = None
        self._closed = Event()
        self._closed.set()
        self._shown = False

    @property
    def name(self) -> str:
        return self._name

    def open(self) -> SourceFormat:
        try:
            image = self._read()
        except SourceError:
            raise
        except Exception as error:
            hint = getattr(error, "hint", "") or "Choose another picture."
            message = getattr(error, "message", "") or f"{self._name} cannot be read: {error}"
            raise SourceFormatRefused(message, hint=hint) from error
        self._closed.clear()
        self._image, self._shown = image, False
        return SourceFormat(image.shape[1], image.shape[0], _FPS)

    def read(self) -> RgbImage:
        image = self._image
        if image is None or (self._shown and self._closed.wait(1 / _FPS)) or self._closed.is_set():
            raise SourceDisconnected(f"{self._name} is closed.")
        self._shown = True
        return image

    def close(self) -> None:
        self._closed.set()
        self._image = None
