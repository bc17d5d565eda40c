"""`export --lighter`: a smaller network joins a model, and draws its small images."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.generators.base import ResizableGenerator
from core.generators.loader import load_generator
from core.models.library import ModelLibrary
from core.models.manifest import read_manifest, verify_file
from core.models.places import bundled_models_dir
from training.cli import main


def export(checkpoint: Path, output: Path, *options: str) -> int:
    given = ["--checkpoint", str(checkpoint), "--output", str(output), "--feature-weights", "none", *options]
    return main(["export", *given])


def test_it_needs_photographs_and_a_model_to_join(checkpoint: Path, pairs: Path, tmp_path: Path, capsys):
    assert export(checkpoint, tmp_path / "m", "--lighter", "352") == 2
    assert "needs photographs to calibrate on" in capsys.readouterr().err
    assert export(checkpoint, tmp_path / "m", "--lighter", "352", "--data.root", str(pairs)) == 2
    assert "no readable manifest.json" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
    assert export(checkpoint, tmp_path / "m", "--lighter", "352", "--fp16", "--data.root", str(pairs)) == 2
    assert "Leave the options of other files out" in capsys.readouterr().err


@pytest.mark.parametrize("bound", ["0", "-32", "640"])
def test_a_bound_that_is_none_leaves_the_model_as_it_was(
    bound: str, checkpoint: Path, pairs: Path, tmp_path: Path, capsys
):
    output = tmp_path / "comic-hero"
    shutil.copytree(bundled_models_dir() / "comic-hero", output)
    before = (output / "manifest.json").read_bytes()

    assert export(checkpoint, output, "--lighter", bound, "--data.root", str(pairs)) == 2

    assert "give a bound from 64 to below that" in capsys.readouterr().err
    assert (output / "manifest.json").read_bytes() == before


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_lighter_network_joins_a_model(fit, checkpoint: Path, pairs: Path, tmp_path: Path):
    output, data = tmp_path / "model", ("--data.root", str(pairs))
    assert export(checkpoint, output, "--int8", *data) == 0
    (own,) = (file for file in read_manifest(output).files if file.precision == "int8")
    light = ("--model.network.architecture", "squeeze_unet_light", "--model.start_from", str(checkpoint))
    assert fit(*light, "--trainer.default_root_dir", str(tmp_path / "light")) == 0
    (trained,) = (tmp_path / "light").rglob("last.ckpt")

    assert export(trained, output, "--lighter", "96", *data) == 0

    manifest = read_manifest(output)
    lighter = manifest.lighter_file("onnx", "int8")
    assert lighter is not None
    assert lighter.lighter is not None
    assert lighter.lighter.longer_side == 96
    assert len(manifest.files) == 3
    assert own in manifest.own_files
    verify_file(output, lighter)
    assert {path.name for path in output.iterdir()} == {
        "card.md", "expected.png", "manifest.json", "model.onnx", "model_int8.onnx", lighter.path, "sample.png",
    }  # fmt: skip
    card = (output / "card.md").read_text(encoding="utf-8")
    assert card.count(f"`{lighter.path}`: onnx, int8; draws in place of `model_int8.onnx`") == 1
    assert "| lighter_flicker |" in card
    generator = load_generator(ModelLibrary(tmp_path, tmp_path / "none").find("model"))
    assert isinstance(generator, ResizableGenerator)
    image = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    large = generator.generate(image)
    generator.longer_side = 96
    assert (generator.generate(image) != large).any()
