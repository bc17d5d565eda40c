"""Images that cannot be read or lie about themselves, and tiles in the window; the rest is in the table of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import InputError, SourceDisconnected, SourceFormatRefused
from core.media.images import read_image
from desktop.live.find_source import find_source
from desktop.live.source_choice import file_choice
from support.conversion import run
from support.picture_files import saved
from support.real_files import PATCHES, patches, patches_seen

CLOSE = 6
"""Of 255, of what another program makes of a file."""


def apart(image: np.ndarray, other: np.ndarray) -> float:
    assert image.shape == other.shape
    return float(np.abs(image.astype(int) - other).mean())


def worst(image: np.ndarray, expected: np.ndarray) -> int:
    return int(np.abs(patches_seen(image) - expected.astype(int)).max())


def test_a_profile_that_is_damaged_is_said(tmp_path: Path):
    path = saved(Image.fromarray(patches(120, 32)), tmp_path / "in.png", icc_profile=b"no profile" * 20)

    content = read_image(path)

    assert worst(content.image, PATCHES) == 0
    assert "in.png has a colour profile that cannot be used" in content.warnings[0]


def test_a_photograph_of_tiles_is_shown_whole(tmp_path: Path):
    """As every iPhone makes them."""
    image = np.zeros((128, 128, 3), np.uint8)
    image[:64, :64], image[:64, 64:], image[64:, :64], image[64:, 64:] = PATCHES[0], PATCHES[1], PATCHES[2], PATCHES[3]
    Image.fromarray(image).save(tmp_path / "in.heic", "HEIF", quality=95, tile_size=64)
    assert b"grid" in (tmp_path / "in.heic").read_bytes()

    source = file_choice(tmp_path / "in.heic").make()
    assert source.open().width == 128
    assert apart(source.read(), image) < CLOSE
    source.close()
    with pytest.raises(SourceDisconnected):
        source.read()


@pytest.mark.parametrize(
    ("name", "content", "said", "left_out"),
    [
        ("in.dng", b"II*\0", "a camera's raw file", "cameras' raw files"),
        ("in.jxl", b"\xff\x0a", "a JPEG XL image", "JPEG XL images"),
        ("in.jpg", b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL image", "JPEG XL images"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes, said: str, left_out: str, tmp_path: Path):
    (tmp_path / name).write_bytes(content + bytes(100))

    with pytest.raises(InputError, match=said):
        run(tmp_path / name, tmp_path / "out.png")
    with pytest.raises(SourceFormatRefused, match=said):
        file_choice(tmp_path / name).make().open()
    with pytest.raises(SourceFormatRefused, match=said):
        find_source(str(tmp_path / name))
    with pytest.raises(InputError, match=f"Left out, as {left_out}"):
        run(tmp_path, tmp_path / "folder")
