"""Pictures that carry their number in their pixels, black and white bars for its bits, through any coding."""

from __future__ import annotations

import numpy as np

from core.frame import RgbImage

_BITS = 16


def numbered_image(number: int, width: int, height: int) -> RgbImage:
    """(height, width, 3) uint8 RGB; the bars fill the height."""
    bits = [number >> bit & 1 for bit in range(_BITS)]
    row = np.repeat(np.array(bits, np.uint8) * 255, width // _BITS)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, row.size, 3)))


def read_number(luma: np.ndarray) -> int:
    """Of an (H, W) uint8 plane of a picture that has the bars from its left to its right edge."""
    middle = luma[luma.shape[0] // 2]
    bar_px = middle.size // _BITS
    bright = middle[bar_px // 2 :: bar_px] > 128
    return sum(1 << bit for bit in range(_BITS) if bright[bit])
