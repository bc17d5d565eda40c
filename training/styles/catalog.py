"""The styles by name: a new one is a function in a file of its own, and a line here."""

from __future__ import annotations

from collections.abc import Callable

from training.styles.pencil_sketch import pencil_sketch
from training.styles.screen_print import screen_print
from training.styles.tone import Rgb
from training.styles.watercolour import watercolour

Style = Callable[[Rgb], Rgb]  # (H, W, 3) uint8 RGB -> the same

STYLES: dict[str, Style] = {
    "pencil-sketch": pencil_sketch,
    "screen-print": screen_print,
    "watercolour": watercolour,
}
