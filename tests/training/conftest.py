"""Small pairs, and the command as a person runs it."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

# On a busy machine threads that wait for each other take twenty times as long; of processes that tests start too.
os.environ.setdefault("OMP_NUM_THREADS", "1")
pytest.importorskip("torch", reason="the training side needs the `train` extra")

import torch

from training.cli import main  # needs torch


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Whatever the test before has set."""
    torch.set_num_threads(1)


def write_pair(root: Path, name: str, *, side: int, seed: int) -> None:
    """A smooth random photograph, and as its target the same with its colours reversed."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    photo = Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC)
    for folder, picture in (("input", photo), ("target", Image.fromarray(255 - np.asarray(photo)))):
        (root / folder).mkdir(parents=True, exist_ok=True)
        picture.save(root / folder / name)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Folder of four pairs of 96 x 96 px, the last of them for validation."""
    root = tmp_path / "pairs"
    for number in range(4):
        write_pair(root, f"{number}.png", side=96, seed=number)
    (root / "validation.txt").write_text("3.png\n", encoding="utf-8")
    return root


Fit = Callable[..., int]


@pytest.fixture
def fit(pairs: Path, tmp_path: Path) -> Fit:
    """Runs `toonclip-train fit` for two steps on the small pairs; more options may follow."""

    def run(*options: str, recipe: str = "comic_hero", command: str = "fit") -> int:
        settings = {
            "model.network.encoder_weights": "none",
            "model.loss.weights": "none",
            "model.loss.network": "squeezenet1_1",
            "data.root": str(pairs),
            "data.crop_px": "64",
            "data.cache_px": "96",
            "data.batch_size": "2",
            "data.samples_per_epoch": "4",
            "data.num_workers": "0",
            "trainer.max_epochs": "1",
            "trainer.accelerator": "cpu",
            "trainer.precision": "32-true",
            "speed.channels_last": "true",
            "speed.threads": "1",
            "trainer.enable_progress_bar": "false",
            "trainer.enable_model_summary": "false",
            "trainer.log_every_n_steps": "1",
            "trainer.default_root_dir": str(tmp_path / "runs"),
        }
        given = [part for name, value in settings.items() for part in (f"--{name}", value)]
        config = Path(__file__).parents[2] / "training" / "conf" / f"{recipe}.yaml"
        return main([command, "--config", str(config), *given, *options])

    return run


@pytest.fixture
def checkpoint(fit: Fit, tmp_path: Path) -> Path:
    """last.ckpt of a run of two steps."""
    assert fit() == 0
    (found,) = (tmp_path / "runs").rglob("last.ckpt")
    return found
