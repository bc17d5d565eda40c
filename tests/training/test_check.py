"""`check`: what it times, and what it sees in the data."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.data_check import misalignment, remarks
from training.pairs import find_pairs


def textured(seed: int, side: int = 320) -> Image.Image:
    """Corners of many sizes, as a photograph has them."""
    rng = np.random.default_rng(seed)
    coarse, fine = (
        Image.fromarray(rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)).resize((side, side), 0)
        for cells in (20, 64)
    )
    return Image.blend(coarse, fine, 0.4)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Six pairs with nothing wrong: targets are the photographs with fewer shades."""
    for number in range(6):
        for side, image in (("input", textured(number)), ("target", textured(number).quantize(24).convert("RGB"))):
            (tmp_path / side).mkdir(exist_ok=True)
            image.save(tmp_path / side / f"{number}.png")
    (tmp_path / "validation.txt").write_text("5.png\n", encoding="utf-8")
    return tmp_path


def test_good_pairs_are_not_remarked_upon(good: Path):
    assert remarks(find_pairs(good)) == []


def test_what_looks_wrong_is_named(good: Path):
    for side in ("input", "target"):
        Image.open(good / side / "1.png").save(good / side / "5.png")
        Image.open(good / side / "2.png").resize((200, 200)).resize((320, 320)).save(
            good / side / "again.jpg", quality=90
        )
        Image.new("RGB", (320, 320), (4, 4, 4)).save(good / side / "3.png")
        Image.open(good / side / "4.png").resize((120, 120)).save(good / side / "4.png")
    moved = Image.new("RGB", (320, 320))
    moved.paste(Image.open(good / "target" / "0.png"), (24, 10))
    moved.save(good / "target" / "0.png")

    found = dict(line.split(": ") for line in remarks(find_pairs(good)))

    assert found == {
        "sizes differ much, small ones are enlarged": "4.png (120 px)",
        "nearly black": "3.png",
        "photograph and target are shifted against each other": "0.png",
        "the same photograph more than once": "again.jpg",
        "held out for validation, and also trained on": "5.png",
    }


def test_misalignment_is_a_share_of_the_side():
    image = np.asarray(textured(3, 256).convert("L"))

    assert misalignment(image, image) == 0
    assert misalignment(image, np.roll(image, (16, 12), (0, 1))) == pytest.approx(20 / 256, abs=0.01)
    assert misalignment(image, np.zeros_like(image)) == 0


def test_the_command_times_some_steps_and_leaves_nothing(fit, tmp_path: Path, capsys):
    assert fit("--trainer.max_epochs", "100", command="check") == 0

    said = capsys.readouterr().out
    assert "pairs: 3 to train on, 1 for validation" in said
    assert "s per step, 200 steps: about " in said
    assert "GB, 2 views of 64 px a step" in said
    assert not (tmp_path / "runs").exists()
