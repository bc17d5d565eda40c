"""The metrics on cases whose answer is known, and the command."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from training.across_scales import across_scales, spread, table
from training.cli import main
from training.evaluation import evaluate
from training.metrics import flicker, flicker_steady, measure, sharpness


def smooth(side: int = 128) -> torch.Tensor:
    torch.manual_seed(1)
    return functional.interpolate(torch.rand(1, 3, 8, 8), size=(side, side), mode="bicubic")[0].clamp(0, 1)


def test_a_model_that_draws_the_target_is_perfect():
    photo = smooth(64)

    figures = measure(lambda pictures: pictures, [(photo, photo)], None)

    assert figures["l1"] < 0.003
    assert figures["ssim"] > 0.99
    assert figures["psnr"] > 40
    assert figures["sharpness"] == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(("side", "seen"), [(600, {256}), (300, {256, 128})])
def test_pairs_are_not_enlarged(side: int, seen: set[int], tmp_path: Path):
    """600 px: pictures and frames of 256 px. 300 px: pictures of 256 px, frames of 128 px, as crisp as a camera's."""
    for folder in ("input", "target"):
        (tmp_path / folder).mkdir()
        for name in ("a.png", "b.png"):
            Image.effect_noise((side, side), 90).convert("RGB").save(tmp_path / folder / name)
    sides = set()

    def look(pictures: np.ndarray) -> np.ndarray:
        sides.add(pictures.shape[1])
        return pictures

    figures = evaluate(look, tmp_path, feature_weights="none")

    assert sides == seen
    assert figures["flicker"] == pytest.approx(1, abs=0.1)


def test_a_model_that_changes_nothing_flickers_as_its_input_does():
    assert flicker(lambda pictures: pictures, smooth()) == pytest.approx(1, abs=0.1)


def test_a_model_that_always_draws_the_same_does_not_flicker():
    assert flicker(lambda pictures: pictures * 0 + 128, smooth()) < 0.05


def test_a_steady_picture_flickers_half_as_much_or_less():
    assert flicker_steady(lambda pictures: pictures, smooth()) < 0.5
    assert flicker_steady(lambda pictures: pictures * 0 + 128, smooth()) < 0.05


def test_a_drawing_that_depends_on_the_distance_has_a_spread_over_scales(tmp_path: Path):
    for folder in ("input", "target"):
        (tmp_path / folder).mkdir()
        for name in ("a.png", "b.png"):
            Image.effect_noise((256, 256), 90).convert("RGB").save(tmp_path / folder / name)

    def the_same(pictures: np.ndarray) -> np.ndarray:
        return pictures

    def only_large_ones(pictures: np.ndarray) -> np.ndarray:
        return pictures if pictures.shape[1] > 200 else pictures * 0 + 128

    scales = (128, 256, 512)
    flat, found = (across_scales(draw, tmp_path, scales, None) for draw in (the_same, only_large_ones))
    assert list(found) == list(scales)
    assert flat[256]["sharpness"] == pytest.approx(1, abs=0.1)
    assert found[128]["sharpness"] < 0.01
    assert found[256]["sharpness"] == flat[256]["sharpness"]
    assert spread(found, "sharpness") > spread(flat, "sharpness")
    assert "128 px" in table(found)


def test_a_blurred_toon_is_less_sharp():
    target = torch.rand(1, 3, 32, 32)

    assert sharpness(functional.avg_pool2d(target, 3, 1, 1), target) < 0.5
    assert sharpness(target, target) == pytest.approx(1)


@pytest.mark.slow
def test_the_command_measures_a_folder_and_writes_a_sheet(checkpoint: Path, pairs: Path, tmp_path: Path, capsys):
    model, sheet = tmp_path / "model", tmp_path / "sheet.png"
    sample, clip = str(pairs / "input" / "3.png"), tmp_path / "clip.gif"
    frames = [Image.effect_noise((64, 64), 90) for _ in range(8)]
    frames[0].save(clip, save_all=True, append_images=frames[1:], duration=40)
    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(model), "--sample", sample]) == 0
    capsys.readouterr()

    command = ["evaluate", "--model", str(model), "--data.root", str(pairs), "--feature-weights", "none"]
    assert main([*command, "--sheet", str(sheet), "--scales", "32,64", "--clip", str(clip), "--json"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert set(figures.pop("scales")) == {"32", "64"}
    assert set(figures) == {"l1", "psnr", "ssim", "sharpness", "flicker", "flicker_steady", "warping", "ghost"}
    with Image.open(sheet) as picture:
        assert picture.size == (260, 776)


def test_what_is_no_model(pairs: Path, tmp_path: Path, capsys):
    junk = tmp_path / "junk.onnx"
    junk.write_bytes(b"nothing")
    for model, said in ((str(junk), "is not a model that takes"), ("nowhere", "no bundled model")):
        command = ["evaluate", "--model", model, "--data.root", str(pairs), "--feature-weights", "none"]
        assert main([*command, "--sheet", str(tmp_path / "s.png")]) == 2
        assert said in capsys.readouterr().err
