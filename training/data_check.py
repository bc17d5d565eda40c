"""Looks for what is probably wrong with pairs that can be read: nothing here stops a training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from training.data import read_square
from training.images import oriented_size
from training.pairs import PairFiles, Pairs, some_of

_SIDE_PX = 256  # at which images are looked at
_DARK = 12.0  # mean of 0..255 below which an image is nearly black
_SIZES_APART = 2.0  # the largest image's shorter side over the smallest's
_HASH_PX = 16
_SAME_BITS = 6  # of 256 in which the hashes of one picture, stored twice, may differ
_FEWEST_MATCHES = 12  # of features, to say anything
_SHIFT = 0.06  # of the side: a median shift of the features beyond it is no freedom of the drawing any more

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Seen:
    pair: PairFiles
    photo: Gray
    target: Gray
    trained_on: bool


def remarks(pairs: Pairs) -> list[str]:
    """One line for each kind of thing that looks wrong, naming a few of the pairs."""
    seen = [_look(pair, trained_on=True) for pair in pairs.training]
    seen += [_look(pair, trained_on=False) for pair in pairs.validation]
    dark = [item.pair.name for item in seen if min(item.photo.mean(), item.target.mean()) < _DARK]
    shifted = [item.pair.name for item in seen if misalignment(item.photo, item.target) > _SHIFT]
    twice, leaked = _repeated(seen)
    found = (
        (_mixed_sizes([item.pair for item in seen]), "sizes differ much, small ones are enlarged"),
        (dark, "nearly black"),
        (shifted, "photograph and target are shifted against each other"),
        (twice, "the same photograph more than once"),
        (leaked, "held out for validation, and also trained on"),
    )
    return [f"{text}: {some_of(names)}" for names, text in found if names]


def _look(pair: PairFiles, *, trained_on: bool) -> _Seen:
    photo, target = (_gray(path) for path in (pair.photo, pair.target))
    return _Seen(pair, photo, target, trained_on)


def _gray(path: Path) -> Gray:
    rgb = read_square(path, _SIDE_PX).permute(1, 2, 0).contiguous().numpy()
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def misalignment(photo: Gray, target: Gray) -> float:
    """Median shift of the features that both images have, as a share of the side; 0 where there are too few.

    Args:
        photo: (S, S) uint8 gray.
        target: likewise.
    """
    detector = cv2.ORB.create(nfeatures=800, fastThreshold=10)
    (places, bits), (other_places, other_bits) = (detector.detectAndCompute(image, None) for image in (photo, target))
    if bits is None or other_bits is None:
        return 0.0
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(bits, other_bits)
    good = [match for match in matches if match.distance < 48]
    if len(good) < _FEWEST_MATCHES:
        return 0.0
    shifts = [np.subtract(other_places[match.trainIdx].pt, places[match.queryIdx].pt) for match in good]
    return float(np.hypot(*np.median(shifts, axis=0))) / photo.shape[0]


def _repeated(seen: Sequence[_Seen]) -> tuple[list[str], list[str]]:
    """Names of photographs that come again among those trained on, and of held-out ones that are trained on too."""
    hashes = [(item, _hash(item.photo)) for item in seen]
    twice, leaked = [], []
    for index, (item, own) in enumerate(hashes):
        for other, bits in hashes[:index]:
            if np.count_nonzero(own != bits) <= _SAME_BITS:
                (twice if item.trained_on == other.trained_on else leaked).append(item.pair.name)
                break
    return twice, leaked


def _hash(image: Gray) -> npt.NDArray[np.bool_]:
    """Where the image grows lighter to the right: 256 bits that survive scaling and compression."""
    small = cv2.resize(image, (_HASH_PX + 1, _HASH_PX), interpolation=cv2.INTER_AREA).astype(np.int16)
    return (np.diff(small, axis=1) > 0).ravel()


def _mixed_sizes(pairs: Sequence[PairFiles]) -> list[str]:
    """The smallest images, where the largest is much larger."""
    sides = dict(_sides_px(pairs))
    largest = max(sides.values())
    return [f"{name} ({side} px)" for name, side in sorted(sides.items()) if largest > _SIZES_APART * side]


def _sides_px(pairs: Sequence[PairFiles]) -> Iterator[tuple[str, int]]:
    for pair in pairs:
        with Image.open(pair.photo) as image:
            yield pair.name, min(oriented_size(image))
