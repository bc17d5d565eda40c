"""PictureSource: one image again and again, its errors as a source's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import InputError, SourceDisconnected, SourceFormatRefused
from core.frame import RgbImage
from core.sources.picture import PictureSource
from support.fakes import picture


def test_it_delivers_the_same_image_until_it_is_closed():
    image = picture(40, 30)
    source = PictureSource("a.png", lambda: image)

    found = source.open()

    assert (found.width, found.height) == (40, 30)
    assert source.read() is source.read() is image
    source.close()
    with pytest.raises(SourceDisconnected):
        source.read()
    source.open()
    assert source.read() is image
    source.close()


@pytest.mark.parametrize("error", [InputError("It is empty.", hint="Choose another."), OSError("gone"), MemoryError()])
def test_a_picture_that_cannot_be_read_is_refused(error: Exception):
    def read() -> RgbImage:
        raise error

    with pytest.raises(SourceFormatRefused) as refused:
        PictureSource("a.png", read).open()
    assert refused.value.hint


def test_a_file_of_a_picture_is_shown_as_one(tmp_path: Path):
    import cv2

    from desktop.live.source_choice import file_choice

    path = tmp_path / "face.png"
    cv2.imwrite(str(path), np.full((20, 30, 3), (0, 0, 255), np.uint8))
    source = file_choice(path).make()

    source.open()

    assert source.read()[0, 0].tolist() == [255, 0, 0]
    source.close()
