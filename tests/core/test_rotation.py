"""Pictures of a video have the shape they are meant to be seen in, converted and live."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.frame import Layout, RgbImage
from core.sources.media import MediaFileSource
from support.conversion import run
from support.video_files import steady, turn, write_video

CORNERS = np.array([[40, 90], [150, 220]], np.uint8)


def converted(path: Path) -> RgbImage:
    target = path.with_name("out.mp4")
    run(path, target, layout=Layout.ORIGINAL)
    with av.open(str(target)) as clip:
        assert clip.streams.video[0].sample_aspect_ratio in {None, 1}
        return next(clip.decode(video=0)).to_ndarray(format="rgb24")


def live(path: Path) -> RgbImage:
    source = MediaFileSource(path)
    found = source.open()
    image = source.read()
    source.close()
    assert image.shape == (found.height, found.width, 3)
    assert image.flags.c_contiguous
    return image


seen = pytest.mark.parametrize("seen", [converted, live])


def four_corners(path: Path) -> Path:
    """A video whose quarters have the greys of `CORNERS`."""
    image = np.repeat(np.kron(CORNERS, np.ones((24, 32), np.uint8))[..., None], 3, axis=2)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for packet in (*stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")), *stream.encode()):
            container.mux(packet)
    return path


@seen
@pytest.mark.parametrize(
    ("aspect", "shape"),
    [
        (Fraction(64, 45), (576, 1024)),  # wide PAL, as DV cameras write it
        (Fraction(16, 15), (576, 768)),
        (Fraction(8, 9), (648, 720)),
        (Fraction(1), (576, 720)),
        (Fraction(0), (576, 720)),  # unknown
        (Fraction(1000, 1), (576, 720)),
    ],
)
@pytest.mark.parametrize("name", ["in.mp4", "in.mkv"])
def test_pixels_become_square(
    seen: Callable[[Path], RgbImage], name: str, aspect: Fraction, shape: tuple[int, int], tmp_path: Path
):
    path = write_video(tmp_path / name, steady(1), size=(720, 576), aspect=aspect)

    assert seen(path).shape[:2] == shape


@seen
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_display_matrix_is_followed(
    seen: Callable[[Path], RgbImage], degrees: int, tmp_path: Path, *, mirror: bool
):
    path = turn(four_corners(tmp_path / "in.mp4"), degrees, mirror=mirror)

    image = seen(path)

    rows, columns = image.shape[:2]
    corners = image[rows // 4 :: rows // 2, columns // 4 :: columns // 2, 0].astype(int)
    turned = np.rot90(CORNERS, degrees // 90)
    assert (rows, columns) == ((48, 64) if degrees % 180 == 0 else (64, 48))
    assert np.abs(corners - (turned[:, ::-1] if mirror else turned)).max() < 8


@seen
def test_a_turned_wide_picture_is_tall(seen: Callable[[Path], RgbImage], tmp_path: Path):
    path = turn(write_video(tmp_path / "in.mp4", steady(1), size=(720, 576), aspect=Fraction(64, 45)), 90)

    assert seen(path).shape == (1024, 576, 3)
