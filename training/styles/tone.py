"""Light and dark: lightness of a photograph, soft steps, smooth curves and mixing of colours."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from training.styles.flow import Plane
from training.styles.smoothing import Image

_AROUND_PX, _EVENED, _MIDDLE = 32.0, 0.5, 0.6

Rgb = npt.NDArray[np.uint8]  # (H, W, 3)


def to_lab(photo: Rgb) -> Image:
    """(H, W, 3) uint8 RGB -> float32 CIE Lab, L in 0..100."""
    return cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def to_rgb(lab: Image) -> Image:
    """float32 CIE Lab -> RGB in 0..1."""
    return cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)


def evened(lightness: Plane) -> Plane:
    """Lightness, 0..1, of a photograph as a darkroom prints it: shadows dodged, highlights burnt in.

    Half of what an area is darker or lighter than a middle grey is taken from it (Reinhard et al. 2002, section 3.2,
    with one wide window). A style then looks much the same in a dim room and in the sun, and a network can see why:
    how bright it is around a place is in the image, which lamp was lit is not.
    """
    around = cv2.GaussianBlur(lightness, (0, 0), _AROUND_PX)
    return np.clip(lightness + _EVENED * (_MIDDLE - around), 0, 1)


def rise(plane: Plane, low: float, high: float) -> Plane:
    """0 below `low`, 1 above `high`, a smooth S between; `low` may be the larger one."""
    share = np.clip((plane - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


def stepped(plane: Plane, *, steps: int, sharpness: float) -> Plane:
    """Values in 0..1 drawn to the nearest of `steps` + 1 levels, the edges between them soft.

    Winnemöller, Olsen and Gooch 2006, eq. 6: a hard step would flicker.
    """
    scaled = plane * steps
    nearest = np.round(scaled)
    return (nearest + 0.5 * np.tanh(sharpness * (scaled - nearest)) / math.tanh(sharpness / 2)) / steps


def painted(ground: Image, coverage: Plane, colour: tuple[int, int, int]) -> Image:
    """`ground`, RGB in 0..1, with an opaque colour (0..255) over it where `coverage` is 1."""
    share = coverage[..., None]
    return ground * (1 - share) + share * (np.array(colour, dtype=np.float32) / 255)


def to_bytes(image: Image) -> Rgb:
    """RGB in 0..1 -> uint8."""
    return (image.clip(0, 1) * 255 + 0.5).astype(np.uint8)
