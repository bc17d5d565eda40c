"""Faces are found, near and far, and as high as they are; what is no face is none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

import assets
from core.faces import largest_face_px
from core.frame import RgbImage
from core.media.images import read_image

BUNDLED = Path(assets.__file__).parent


@pytest.fixture(scope="module")
def portrait() -> RgbImage:
    """A face of about half the height."""
    return read_image(BUNDLED / "models" / "comic-hero" / "sample.png").image


def test_the_face_of_a_portrait_is_as_high_as_it_is(portrait: RgbImage):
    height = largest_face_px(portrait)

    assert height == pytest.approx(portrait.shape[0] * 0.5, rel=0.3)


@pytest.mark.parametrize("scale", [0.3, 0.6, 3.0])
def test_a_face_grows_with_its_picture(portrait: RgbImage, scale: float):
    scaled = np.asarray(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)

    assert largest_face_px(scaled) == pytest.approx((largest_face_px(portrait) or 0) * scale, rel=0.15)


def test_of_two_faces_the_larger_one_counts(portrait: RgbImage):
    side = portrait.shape[0]
    picture = np.full((side, 2 * side, 3), 128, np.uint8)
    picture[:, side:] = portrait
    small = cv2.resize(portrait, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    picture[: small.shape[0], : small.shape[1]] = small

    assert largest_face_px(picture) == pytest.approx(largest_face_px(portrait), rel=0.15)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 4000, 3), (480, 640, 3)])
def test_noise_has_no_face(shape: tuple[int, int, int]):
    assert largest_face_px(np.random.default_rng(1).integers(0, 255, shape, np.uint8)) is None
