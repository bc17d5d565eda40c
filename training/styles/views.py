"""Random views of photographs as a webcam would see them: faces near and far, off the centre, two in a frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from training.styles.smoothing import Image
from training.styles.tone import Rgb

_NEAREST, _FARTHEST = 2.0, 0.4  # height of the photograph, in heights of the view
_TURN_DEG = 10.0
_FEATHER_PX = 3.0
_TINT = 0.06  # of a lamp, standard deviation of each colour's exponent


def random_view(photos: Sequence[Rgb], rng: np.random.Generator, *, size_px: int) -> Rgb:
    """Draw one (size, size, 3) view of one or two of the photographs, (H, W, 3) uint8 RGB each."""
    chosen = [photos[index] for index in rng.choice(len(photos), 3, replace=len(photos) < 3)]
    if rng.random() < 0.25:
        view = _background(chosen[2], rng, size_px)
        for photo, side in zip(chosen, (-1, 1), strict=False):
            placing = _placing(photo, rng, size_px, height=rng.uniform(0.45, 0.95), centre=0.25 * side)
            view = _pasted(view, photo, placing)
        return view.round().astype(np.uint8)
    middle = (rng.random() + rng.random()) / 2
    height = _FARTHEST * (_NEAREST / _FARTHEST) ** middle
    placing = _placing(chosen[0], rng, size_px, height=height, centre=0.0)
    if rng.random() < 0.4:
        return _warped(chosen[0], placing, size_px, cv2.BORDER_REFLECT_101)
    return _pasted(_background(chosen[1], rng, size_px), chosen[0], placing).round().astype(np.uint8)


def relit(view: Rgb, rng: np.random.Generator) -> Rgb:
    """The view in other light: along power curves, so that black and white stay, a little apart for each colour."""
    gamma = np.exp(rng.uniform(-0.25, 0.6) + rng.normal(0, _TINT, 3)).astype(np.float32)
    return (255 * (view.astype(np.float32) / 255) ** gamma).round().astype(np.uint8)


def _background(photo: Rgb, rng: np.random.Generator, size_px: int) -> Image:
    """Another photograph out of focus, or a wall whose light changes slowly."""
    if rng.random() < 0.6:
        placing = _placing(photo, rng, size_px, height=2.5, centre=rng.uniform(-0.5, 0.5))
        return (
            cv2.GaussianBlur(_warped(photo, placing, size_px, cv2.BORDER_REFLECT_101), (0, 0), rng.uniform(1, 9)) * 1.0
        )
    colour, light = rng.uniform(40, 230, 3), rng.uniform(0.7, 1.2, (3, 3))
    shade = cv2.resize(light, (size_px, size_px), interpolation=cv2.INTER_CUBIC)
    return (shade[..., None] * colour).clip(0, 255).astype(np.float32)


def _placing(photo: Rgb, rng: np.random.Generator, size_px: int, *, height: float, centre: float) -> Image:
    """The 2 x 3 matrix that puts a photograph into the view, turned a little, shifted, mirrored or not.

    Args:
        photo: the photograph.
        rng: draws the turn, the shift and the mirroring.
        size_px: side of the view.
        height: of the photograph in the view, in sides of the view.
        centre: where its middle is to be, right of the view's, in sides of the view.
    """
    scale, angle = height * size_px / photo.shape[0], np.radians(rng.uniform(-_TURN_DEG, _TURN_DEG))
    stray = 0.3 * abs(height - 1) + 0.05
    shift = size_px * (np.array([0.5 + centre, 0.5]) + rng.uniform(-stray, stray, 2) * (1.0 if centre == 0 else 0.4))
    mirror = -1 if rng.random() < 0.5 else 1
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag([mirror, 1])
    middle = np.array([photo.shape[1], photo.shape[0]]) / 2
    return np.column_stack([turn, shift - turn @ middle])


def _warped(photo: Rgb, placing: Image, size_px: int, border: int) -> Rgb:
    """The photograph in the view, shrunk by area means first: a warp alone would alias."""
    scale = float(np.sqrt(abs(np.linalg.det(placing[:, :2]))))
    if scale < 1:
        sides = [max(1, round(side * scale)) for side in photo.shape[1::-1]]
        small = cv2.resize(photo, sides, interpolation=cv2.INTER_AREA)
        placing = placing @ np.diag([photo.shape[1] / sides[0], photo.shape[0] / sides[1], 1])
        photo = np.asarray(small, dtype=np.uint8)
    view = cv2.warpAffine(photo, placing, (size_px, size_px), flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(view, dtype=np.uint8)


def _pasted(view: Image, photo: Rgb, placing: Image) -> Image:
    """The photograph over the view, its border soft."""
    size_px = view.shape[0]
    inside = _warped(np.full(photo.shape[:2], 255, dtype=np.uint8), placing, size_px, cv2.BORDER_CONSTANT)
    share = (cv2.GaussianBlur(inside, (0, 0), _FEATHER_PX).astype(np.float32) / 255 * 2 - 1).clip(0, 1)[..., None]
    return view * (1 - share) + _warped(photo, placing, size_px, cv2.BORDER_REFLECT_101) * share
