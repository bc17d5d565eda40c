"""The classical styles: what they draw can be learnt, and `stylize` makes pairs that `fit` takes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="the training side needs the `train` extra")

from training.cli import main  # needs torch
from training.pairs import find_pairs
from training.styles.catalog import STYLES
from training.styles.stylize import antialiased
from training.styles.views import random_view

every_style = pytest.mark.parametrize("name", STYLES)


def scene(height: int, width: int) -> np.ndarray:
    """Soft coloured shapes, read-only as frames are."""
    small = np.random.default_rng(3).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    photo = np.array(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
    photo.flags.writeable = False
    return photo


@every_style
@pytest.mark.parametrize("size", [(96, 96), (70, 101), (64, 160)])
def test_a_style_draws_a_picture_of_the_same_size_and_always_the_same(name: str, size: tuple[int, int]):
    photo = scene(*size)

    drawn = STYLES[name](photo)

    assert drawn.shape == photo.shape
    assert drawn.dtype == np.uint8
    assert np.array_equal(drawn, STYLES[name](photo))
    assert np.abs(drawn.astype(int) - photo).mean() > 5, "it drew nothing"


@every_style
@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 90, 70), (30, 60, 140)])
def test_a_flat_area_stays_flat(name: str, colour: tuple[int, int, int]):
    """A convolutional network cannot draw a pattern on it, and a pattern would stand still while the picture moves."""
    drawn = STYLES[name](np.full((96, 96, 3), colour, dtype=np.uint8))

    assert np.ptp(drawn, axis=(0, 1)).max() <= 1


@every_style
def test_what_a_style_draws_moves_with_the_photograph(name: str):
    photo = scene(384, 384)
    moved = STYLES[name](photo[17:, 22:]).astype(int)
    drawn = STYLES[name](photo).astype(int)[17:, 22:]
    middle = slice(160, 192)

    assert np.abs(moved - drawn)[middle, middle].max() <= 2


@every_style
def test_a_style_does_not_flicker_with_the_noise_of_a_camera(name: str):
    photo = scene(128, 128)
    noise = np.random.default_rng(1).normal(0, 2, photo.shape)
    noisy = (photo + noise).round().clip(0, 255).astype(np.uint8)

    apart = np.abs(STYLES[name](noisy).astype(int) - STYLES[name](photo))

    assert apart.mean() < 6


@every_style
def test_a_style_draws_in_a_dim_room_too(name: str):
    photo = scene(256, 256)
    dim = (photo * 0.3).astype(np.uint8)

    bright, dark = (STYLES[name](view).astype(int).mean() for view in (photo, dim))

    assert abs(bright - dark) < 0.7 * (photo.mean() - dim.mean())


def test_a_fine_line_is_spread_over_its_neighbours():
    """One of a single column would be half as strong half a pixel further on: it would flicker at every movement."""
    fine = np.zeros((64, 64, 3), dtype=np.uint8)
    fine[:, 32] = 255

    shades = antialiased(fine)[32, :, 0].astype(int)

    assert shades.sum() == pytest.approx(255, abs=3)
    assert (shades > 20).sum() == 3


def test_views_are_of_the_size_asked_for_and_drawn_by_their_seed():
    photos = [scene(90, 120), scene(64, 64)]
    first, again, other = (random_view(photos, np.random.default_rng(seed), size_px=64) for seed in (1, 1, 2))

    assert first.shape == (64, 64, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Three photographs, the pure green one for validation."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, colour in (("red.png", (255, 0, 0)), ("also_red.png", (255, 0, 0)), ("green.png", (0, 255, 0))):
        Image.new("RGB", (90, 70), colour).save(folder / name)
    (folder / "validation.txt").write_text("green.png\n", encoding="utf-8")
    return folder


def stylize(photos: Path, output: Path, *options: str, style: str = "watercolour") -> int:
    given = ["--photos", str(photos), "--output", str(output), "--views", "6", "--validation", "3", "--size", "64"]
    return main(["stylize", "--style", style, *given, *options])


def test_stylize_makes_pairs_and_keeps_the_photographs_of_validation_apart(photos: Path, tmp_path: Path, capsys):
    output = tmp_path / "pairs"

    assert stylize(photos, output) == 0

    found = find_pairs(output)
    assert (len(found.training), len(found.validation)) == (6, 3)
    assert "9 pairs" in capsys.readouterr().out
    assert not list(tmp_path.glob(".pairs*"))
    for group, size, present, absent in (
        (found.training, 64, (255, 0, 0), (0, 255, 0)),
        (found.validation, 128, (0, 255, 0), (255, 0, 0)),
    ):
        for pair in group:
            view, target = (np.array(Image.open(path)) for path in (pair.photo, pair.target))
            assert view.shape == target.shape == (size, size, 3)
            assert (view == present).all(2).any()
            assert not (view == absent).all(2).any()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"style": "oil"}, "There is no style 'oil'"),
        ({"options": ("--views", "0")}, "0 views"),
        ({"options": ("--size", "100")}, "multiple of 32"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_message(options: dict, said: str, photos: Path, tmp_path: Path, capsys):
    extra = options.pop("options", ())

    assert stylize(photos, tmp_path / "pairs", *extra, **options) == 2

    assert said in capsys.readouterr().err
    assert not (tmp_path / "pairs").exists()


def test_a_folder_that_exists_is_left_alone(photos: Path, tmp_path: Path, capsys):
    (tmp_path / "pairs").mkdir()

    assert stylize(photos, tmp_path / "pairs") == 2
    assert "exists" in capsys.readouterr().err
    assert list((tmp_path / "pairs").iterdir()) == []


def test_photographs_that_cannot_be_used(photos: Path, tmp_path: Path, capsys):
    assert stylize(tmp_path / "nowhere", tmp_path / "pairs") == 2
    assert "is not a folder" in capsys.readouterr().err
    (photos / "red.png").write_bytes(b"\x89PNG truncated")
    assert stylize(photos, tmp_path / "pairs") == 2
    assert "red.png is not an image that can be read" in capsys.readouterr().err
    (photos / "validation.txt").write_text("green.png\nblue.png\n", encoding="utf-8")
    assert stylize(photos, tmp_path / "pairs") == 2
    assert "blue.png" in capsys.readouterr().err
    (photos / "validation.txt").write_bytes("gr\u00fcn.png\n".encode("utf-16"))
    assert stylize(photos, tmp_path / "pairs") == 2
    assert "is not UTF-8" in capsys.readouterr().err


@pytest.mark.slow
@every_style
def test_the_recipe_trains_on_the_pairs_of_every_style(name: str, photos: Path, tmp_path: Path, fit):
    output = tmp_path / "styled"
    assert stylize(photos, output, style=name) == 0

    assert fit("--data.root", str(output), "--data.cache_px", "64", recipe="style") == 0
