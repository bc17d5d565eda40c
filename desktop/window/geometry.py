"""Where the picture lies in the view, and the divider on it. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from core.layout import Layout


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the image and where it is painted; `source` in px of the image, `target` in the view's units."""

    source: QRectF
    target: QRectF


def letterbox(width: int, height: int, area: QRectF) -> QRectF:
    """The largest rectangle of the picture's shape in the middle of `area`."""
    if width <= 0 or height <= 0 or area.isEmpty():
        return QRectF()
    scale = min(area.width() / width, area.height() / height)
    shown = QRectF(0, 0, width * scale, height * scale)
    shown.moveCenter(area.center())
    return shown


def pieces(width: int, height: int, layout: Layout, picture: QRectF) -> tuple[Piece, ...]:
    """The parts of a composed image that are mirrored each in its own place.

    Side by side, each half is one: mirrored, the original stays on the left.
    """
    if layout is not Layout.SIDE_BY_SIDE:
        return (Piece(QRectF(0, 0, width, height), picture),)
    half, shown = width / 2, picture.width() / 2
    return (
        Piece(QRectF(0, 0, half, height), QRectF(picture.left(), picture.top(), shown, picture.height())),
        Piece(QRectF(half, 0, half, height), QRectF(picture.left() + shown, picture.top(), shown, picture.height())),
    )


def divider_x(split: float, picture: QRectF, *, mirrored: bool) -> float:
    """Where the divider of the split layout stands in the view. Mirrored, the original is on the right of it."""
    return picture.left() + picture.width() * ((1 - split) if mirrored else split)


def split_at(x: float, picture: QRectF, *, mirrored: bool) -> float:
    """The split, 0..1, whose divider stands at `x`: the inverse of `divider_x`."""
    if picture.width() <= 0:
        return 0.5
    share = min(1.0, max(0.0, (x - picture.left()) / picture.width()))
    return 1 - share if mirrored else share
