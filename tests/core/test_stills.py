"""A picture that has time is drawn at the size at which its face is drawn best, whatever its own size is."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

import assets
from core.frame import RgbImage
from core.generators.base import WorkingSize
from core.media.images import read_image
from core.stills import draw_still, with_fine_lines
from core.stylizer import Stylizer
from support.fakes import InvertingGenerator

PORTRAIT = Path(assets.__file__).parent / "models" / "comic-hero" / "sample.png"


class FaceSized(InvertingGenerator):
    """Tells at which sizes it was asked to draw."""

    def __init__(self, face_px: int | None) -> None:
        super().__init__()
        self.face_px = face_px
        self.longer_side = 640
        self.drawn: list[tuple[int, int]] = []

    def working_sizes(self, width: int, height: int) -> Sequence[WorkingSize]:
        return [WorkingSize(256, 256 * 256), WorkingSize(640, 640 * 640)]

    def generate(self, image: RgbImage) -> RgbImage:
        scale = min(1.0, self.longer_side / max(image.shape[:2]))
        small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        self.drawn.append((small.shape[1], small.shape[0]))
        return super().generate(small)


@pytest.fixture(scope="module")
def portrait() -> RgbImage:
    return read_image(PORTRAIT).image


def scaled(image: RgbImage, side: int) -> RgbImage:
    return np.asarray(cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("side", [96, 200, 500, 1200])
def test_a_face_is_drawn_at_the_same_size_whatever_the_pictures_is(portrait: RgbImage, side: int):
    generator = FaceSized(face_px=100)
    of_the_usual = FaceSized(face_px=100)
    draw_still(of_the_usual, scaled(portrait, 256))

    draw_still(generator, scaled(portrait, side))

    assert generator.drawn[0][0] == pytest.approx(of_the_usual.drawn[0][0], rel=0.15)
    assert generator.longer_side == 640


def test_a_large_face_has_its_fine_lines_too(portrait: RgbImage):
    generator = FaceSized(face_px=100)

    toon = draw_still(generator, scaled(portrait, 1200))

    assert [width for width, _ in generator.drawn[1:]] == [640]
    assert toon.shape[:2] == (640, 640)
    # Both drawings are negatives here: what is merged of them is that negative again, lines and all.
    assert np.abs(toon.astype(int) - (255 - scaled(portrait, 640))).mean() < 3


@pytest.mark.parametrize("face_px", [None, 100])
def test_without_a_face_the_size_is_the_usual_one(face_px: int | None):
    generator = FaceSized(face_px)

    draw_still(generator, np.full((900, 900, 3), 128, np.uint8))

    assert generator.drawn == [(640, 640)]


def test_any_other_generator_draws_as_ever(portrait: RgbImage):
    assert (draw_still(InvertingGenerator(), portrait) == 255 - portrait).all()


def test_a_face_that_is_tiny_in_a_huge_picture_takes_no_more_than_there_is(portrait: RgbImage):
    picture = np.full((3000, 3000, 3), 128, np.uint8)
    picture[:600, :600] = scaled(portrait, 600)
    generator = FaceSized(face_px=300)

    draw_still(generator, picture)

    assert generator.drawn == [(1536, 1536)]


def test_fine_lines_lie_on_the_bold_drawing():
    bold = np.full((60, 80, 3), 100, np.uint8)
    fine = np.full((120, 160, 3), 200, np.uint8)
    fine[:, 80] = 0

    merged = with_fine_lines(bold, fine)

    assert merged.shape == fine.shape
    assert merged[60, 20, 0] == 100
    assert merged[60, 80, 0] < 40


def test_a_picture_that_stands_still_is_drawn_once(portrait: RgbImage):
    generator = FaceSized(face_px=100)
    stylizer = Stylizer(generator)

    first = stylizer.still(portrait)
    count = len(generator.drawn)

    assert (stylizer.still(portrait) == first).all()
    assert len(generator.drawn) == count
    stylizer.still(portrait.copy())
    assert len(generator.drawn) == 2 * count
