"""The kinds of pixels that drivers deliver, each made by a conversion of another library."""

from collections.abc import Callable

import av
import cv2
import numpy as np
import pytest

from core.errors import SourceFormatRefused
from core.frame import RgbImage
from core.sources.camera_images import CameraImages, coding_letters
from support.fake_camera import FakeCapture, camera

WIDTH, HEIGHT = 64, 48
COLOURS = ((200, 60, 40), (40, 160, 60), (50, 60, 190), (128, 128, 128))


def patches() -> RgbImage:
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    for place, colour in enumerate(COLOURS):
        image[:, place * 16 : place * 16 + 16] = colour
    return image


def by_ffmpeg(name: str) -> np.ndarray:
    """The patches as FFmpeg converts them."""
    return av.VideoFrame.from_ndarray(patches(), format="rgb24").reformat(format=name, dst_colorspace=5).to_ndarray()


def jpeg() -> np.ndarray:
    encoded, content = cv2.imencode(".jpg", patches()[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 98])
    assert encoded
    return content.reshape(-1)


KINDS: dict[str, tuple[str, Callable[[], np.ndarray]]] = {
    "BGR": ("", lambda: np.ascontiguousarray(patches()[..., ::-1])),
    "BGRA": ("", lambda: cv2.cvtColor(patches(), cv2.COLOR_RGB2BGRA)),
    "YUYV": ("YUYV", lambda: by_ffmpeg("yuyv422").reshape(HEIGHT, WIDTH, 2)),
    "YUYV, unsaid": ("", lambda: by_ffmpeg("yuyv422").reshape(HEIGHT, WIDTH, 2)),
    "UYVY": ("UYVY", lambda: cv2.cvtColor(patches(), cv2.COLOR_RGB2YUV_UYVY)),
    "NV12": ("NV12", lambda: by_ffmpeg("nv12")),
    "I420": ("YU12", lambda: by_ffmpeg("yuv420p")),
    "MJPG, flat": ("MJPG", lambda: jpeg()[np.newaxis]),
    "MJPG, one channel": ("MJPG", lambda: jpeg()[np.newaxis, :, np.newaxis]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_colours_come_out_right(kind: str):
    coding, make = KINDS[kind]

    image = CameraImages("Cam", coding=coding, rows=HEIGHT).rgb(make())

    assert image is not None
    assert (image.shape, image.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
    for place, colour in enumerate(COLOURS):
        assert np.abs(image[HEIGHT // 2, place * 16 + 8].astype(int) - colour).max() <= 6, kind


@pytest.mark.parametrize("shape", [(HEIGHT, WIDTH), (HEIGHT, WIDTH, 1)])
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_grey_of_any_depth_is_seen(shape: tuple[int, ...], bits: int):
    deepest = (1 << bits) - 1
    grey = np.linspace(0, deepest, WIDTH * HEIGHT).reshape(shape).astype(np.uint8 if bits == 8 else np.uint16)

    image = CameraImages("Cam", coding="Y16").rgb(grey)

    assert image is not None
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert (image[0, 0].tolist(), image[-1, -1].tolist()) == ([0, 0, 0], [255, 255, 255])


def test_deep_grey_does_not_flicker_when_something_bright_leaves():
    images = CameraImages("Cam", coding="Y16")
    dark = np.full((HEIGHT, WIDTH), 400, np.uint16)
    bright = dark.copy()
    bright[0, 0] = 1023
    images.rgb(bright)

    shown = images.rgb(dark)
    assert shown is not None
    assert shown[1, 1, 0] == 100


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((HEIGHT, WIDTH, 3), np.uint16),
        np.zeros((HEIGHT, WIDTH, 5), np.uint8),
        np.zeros((HEIGHT, WIDTH), np.float32),
        np.zeros((2, HEIGHT, WIDTH, 3), np.uint8),
        np.zeros((HEIGHT, 63, 2), np.uint8),
        np.zeros((1, 34567), np.uint8),
        np.zeros((1, 34567), np.uint16),
    ],
)
def test_what_is_unknown_is_refused_in_words(image: np.ndarray):
    with pytest.raises(SourceFormatRefused, match="“Cam” delivers pictures of an unknown kind") as caught:
        CameraImages("Cam").rgb(image)
    assert "OpenCV" not in str(caught.value)


def test_a_damaged_jpeg_is_passed_over():
    damaged = np.frombuffer(b"\xff\xd8 no more of it", np.uint8)[np.newaxis]
    source = camera(FakeCapture(damaged, jpeg()[np.newaxis], damaged, damaged, jpeg()[np.newaxis]))
    source.open()

    assert source.read().shape == (HEIGHT, WIDTH, 3)


def test_a_camera_that_changes_its_size_goes_on():
    small, large = np.zeros((48, 64, 3), np.uint8), np.zeros((96, 128, 3), np.uint8)
    source = camera(FakeCapture(small, large, np.zeros((0, 0, 3), np.uint8), small))
    source.open()

    assert [source.read().shape for _ in range(2)] == [large.shape, small.shape]


@pytest.mark.parametrize(
    ("number", "letters"),
    [(0x47504A4D, "MJPG"), (0x20363159, "Y16"), (-1.0, ""), (0, ""), (30.0, ""), (0xFFFFFFFF, "")],
)
def test_the_letters_of_a_coding(number: float, letters: str):
    assert coding_letters(number) == letters
