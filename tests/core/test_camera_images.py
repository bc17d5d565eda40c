"""What drivers deliver that is damaged, unknown or deep; the colours of each kind are in the table of files."""

import cv2
import numpy as np
import pytest

from core.errors import SourceFormatRefused
from core.sources.camera_images import CameraImages, coding_letters
from support.fake_camera import FakeCapture, camera

WIDTH, HEIGHT = 64, 48


def jpeg() -> np.ndarray:
    encoded, content = cv2.imencode(".jpg", np.full((HEIGHT, WIDTH, 3), 90, np.uint8))
    assert encoded
    return content.reshape(-1)


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


@pytest.mark.parametrize(
    ("number", "letters"),
    [(0x47504A4D, "MJPG"), (0x20363159, "Y16"), (-1.0, ""), (0, ""), (30.0, ""), (0xFFFFFFFF, "")],
)
def test_the_letters_of_a_coding(number: float, letters: str):
    assert coding_letters(number) == letters
