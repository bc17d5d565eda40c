"""A file's first picture as people see it: in the window, and in what it is converted to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from core.frame import Layout, RgbImage
from core.sources.media import MediaFileSource
from support.conversion import run

Seen = Callable[[Path], RgbImage]


def converted(path: Path) -> RgbImage:
    target = path.with_name("converted.mp4")
    run(path, target, layout=Layout.ORIGINAL)
    with av.open(str(target)) as clip:
        return next(clip.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)


def live(path: Path) -> RgbImage:
    source = MediaFileSource(path)
    source.open()
    image = source.read()
    source.close()
    return image


seen = pytest.mark.parametrize("seen", [converted, live])
