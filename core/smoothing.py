"""Smoother: keeps toons from flickering where the source stands still, and lets through at once what moves."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.compositor import resize
from core.frame import RgbImage

_Map = npt.NDArray[np.float32]
_Mask = npt.NDArray[np.uint8]

_KEPT = 0.6  # of the image before, where nothing moves: what is new is there to nine tenths after five frames
_LONGEST_GAP_NS = 500_000_000
_CUT = 0.7  # of the image moves: another scene
_WINDOW = (5, 5)  # of the map: large against noise, small against an eye
_MAP_PX = 256  # longer side of the maps
_REACH = np.ones((5, 5), np.uint8)  # a network draws its lines a little beside what moves
_MEAN_DEVIATION, _QUARTILE = 0.8, 0.319  # of the absolute values of normal noise, in standard deviations
_FIRST_NOISE, _LEAST_NOISE, _MOST_NOISE = 2.0, 0.4, 6.0  # grey levels of the map
_RISE = 1.1  # of the noise, a frame: movement all over the image must not pass for noise
_STILL, _MOVED = 0.9, 1.8  # standard deviations of the noise, between which what is kept falls to nothing


class Smoother:
    """Holds source and toon as they were smoothed so far, at the toon's size. One thread at a time.

    The source is smoothed before the generator sees it, so that noise is not drawn, and the toon after it, both by
    one map. The map follows from the sources alone: the difference of the new one to the smoothed one, which holds
    little noise and shows slow drift too. Two local means of it are compared with the frame's own noise: that of its
    absolute values sees edges that move, and its absolute value sees light that changes.
    """

    def __init__(self) -> None:
        self._source: RgbImage | None = None
        self._toon: RgbImage | None = None
        self._image: RgbImage | None = None
        self._masks: tuple[_Mask, ...] | None = None
        self._luminance = np.zeros((1, 1), np.float32)
        self._shape: tuple[int, ...] = ()
        self._time_ns = 0
        self._noise = _FIRST_NOISE

    def source(self, image: RgbImage, *, time_ns: int) -> RgbImage:
        """The image that the generator is to draw; `toon` follows with what it drew.

        Starts afresh after a gap, at a scene's cut, and with another size of image: the image is returned itself.

        Args:
            image: (H, W, 3) uint8 RGB; not changed.
            time_ns: of the image; always 0 where no image is left out.

        Returns:
            (H, W, 3) uint8 RGB, or of the size of the generator's last toon.
        """
        continues = image.shape == self._shape and 0 <= time_ns - self._time_ns <= _LONGEST_GAP_NS
        self._image, self._shape, self._time_ns = image, image.shape, time_ns
        self._masks = None
        if not continues:
            self._toon, self._noise = None, _FIRST_NOISE
        if self._toon is None or self._source is None:
            return image
        source = _shrunk(image, self._toon)
        luminance = _map_of(source)
        change = luminance - self._luminance
        still = self._still(change)
        if np.count_nonzero(still) < (1 - _CUT) * still.size:
            return image
        self._luminance += (1 - _KEPT * still) * change
        self._masks = _masks(still, source)
        self._source = _blended(self._source, source, self._masks)
        return self._source

    def toon(self, toon: RgbImage) -> RgbImage:
        """The steady toon, of the size of the generator's.

        Args:
            toon: (h, w, 3) uint8 RGB: what the generator made of the last `source`; not changed.
        """
        image, self._image = self._image, None
        if self._masks is not None and self._toon is not None and toon.shape == self._toon.shape:
            self._toon = _blended(self._toon, toon, self._masks)
        elif image is not None:
            self._source = _shrunk(image, toon)
            self._luminance = _map_of(self._source)
            self._toon = toon
        return toon if self._toon is None else self._toon

    def _still(self, change: _Map) -> _Map:
        """How surely nothing moves, 0..1, of the map's size."""
        light = cv2.blur(change, _WINDOW)
        # The quarter of the image that changes least: enough, and it stands still most of the time.
        measured = float(np.percentile(np.abs(change - light)[::2, ::2], 25)) / _QUARTILE
        self._noise = noise = min(max(measured, _LEAST_NOISE), _MOST_NOISE, _RISE * self._noise)
        edges = cv2.blur(np.abs(change), _WINDOW) - _MEAN_DEVIATION * noise
        moved = cv2.dilate(cv2.max(edges, np.abs(light)), _REACH)
        share = (_MOVED - moved / noise) / (_MOVED - _STILL)
        return np.clip(share, 0, 1).astype(np.float32)


def _masks(still: _Map, source: RgbImage) -> tuple[_Mask, ...]:
    """Where a half and where all of _KEPT is kept, of the source's size: two steps cost a third of a smooth blend."""
    share = cv2.convertScaleAbs(still, alpha=255)
    share = np.asarray(cv2.resize(share, source.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    return tuple((share > least).view(np.uint8) for least in (64, 191))


def _blended(old: RgbImage, new: RgbImage, masks: tuple[_Mask, ...]) -> RgbImage:
    """A new array of both."""
    blended = new.copy()
    for kept, mask in zip((_KEPT / 2, _KEPT), masks, strict=True):
        cv2.copyTo(cv2.addWeighted(old, kept, new, 1 - kept, 0), mask, blended)
    return blended


def _shrunk(image: RgbImage, toon: RgbImage) -> RgbImage:
    """As the generator itself does: to the size of its toon."""
    return resize(image, toon.shape[1], toon.shape[0])


def _map_of(source: RgbImage) -> _Map:
    """Luminance, (h, w) float32 in 0..255, at most _MAP_PX long."""
    scale = min(1.0, _MAP_PX / max(source.shape))
    height, width = (max(1, round(side * scale)) for side in source.shape[:2])
    grey = cv2.cvtColor(source, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.float32)
