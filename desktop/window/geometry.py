"""Which part of which picture is painted where, and the divider between them. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from core.layout import Layout


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an image and where it is painted; mirrored, it is flipped in its place.

    Attributes:
        toon: whether it is of the toon or of the original.
        source: in px of the image.
        target: in the view's units.
    """

    toon: bool
    source: QRectF
    target: QRectF


def composed_size(width: int, height: int, layout: Layout) -> tuple[int, int]:
    """Of what is shown of an image of this size, px."""
    return (2 * width if layout is Layout.SIDE_BY_SIDE else width), height


def pieces(
    size: tuple[int, int], layout: Layout, picture: QRectF, split: float, *, mirrored: bool
) -> tuple[Piece, ...]:
    """What is painted of an original and a toon of this size, px.

    Mirrored, each half of side by side stays in its place, and the split's original is right of the divider.

    Args:
        size: width and height of each.
        layout: which of them are seen.
        picture: where the whole lies in the view.
        split: in the split layout, the share of the width that shows the original, 0..1.
        mirrored: each is flipped left to right.
    """
    width, height = size
    whole = QRectF(0, 0, width, height)
    match layout:
        case Layout.TOON | Layout.ORIGINAL:
            return (Piece(layout is Layout.TOON, whole, picture),)
        case Layout.SIDE_BY_SIDE:
            left, right = _parted(picture, picture.center().x())
            return Piece(toon=False, source=whole, target=left), Piece(toon=True, source=whole, target=right)
        case Layout.SPLIT:
            first, second = _parted(whole, width * split)
            left, right = _parted(picture, divider_x(split, picture, mirrored=mirrored))
            if mirrored:
                left, right = right, left
            return Piece(toon=False, source=first, target=left), Piece(toon=True, source=second, target=right)


def divider_x(split: float, picture: QRectF, *, mirrored: bool) -> float:
    """Where the divider of the split layout stands in the view. Mirrored, the original is on the right of it."""
    return picture.left() + picture.width() * ((1 - split) if mirrored else split)


def split_at(x: float, picture: QRectF, *, mirrored: bool) -> float:
    """The split, 0..1, whose divider stands at `x`: the inverse of `divider_x`."""
    if picture.width() <= 0:
        return 0.5
    share = min(1.0, max(0.0, (x - picture.left()) / picture.width()))
    return 1 - share if mirrored else share


def _parted(whole: QRectF, x: float) -> tuple[QRectF, QRectF]:
    left, right = QRectF(whole), QRectF(whole)
    left.setRight(x)
    right.setLeft(x)
    return left, right
