"""A checkpoint can hold a command instead of a network. None of the ways in carries it out."""

import os
from pathlib import Path

import pytest
import torch

from training.cli import main


class Command:
    """What unpickling makes a folder of."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.witness),)


@pytest.fixture
def witness(tmp_path: Path) -> Path:
    return tmp_path / "the command was carried out"


@pytest.fixture
def hostile(tmp_path: Path, witness: Path) -> Path:
    path = tmp_path / "hostile.ckpt"
    network = {"architecture": "squeeze_unet", "encoder": ""}
    torch.save({"network": network, "state_dict": {}, "callbacks": Command(witness)}, path)
    return path


def test_the_file_is_hostile(hostile: Path, witness: Path):
    torch.load(hostile, weights_only=False)

    assert witness.is_dir()


@pytest.mark.parametrize("option", ["--ckpt_path", "--model.start_from", "--model.teacher"])
def test_fit_does_not_carry_it_out(option: str, fit, hostile: Path, witness: Path, capsys):
    assert fit(option, str(hostile)) == 2

    assert "hostile.ckpt is not a checkpoint" in capsys.readouterr().err
    assert not witness.exists()


@pytest.mark.parametrize("option", ["--model.network.encoder_weights", "--model.loss.weights"])
def test_weights_do_not_carry_it_out(option: str, fit, hostile: Path, witness: Path, capsys):
    weights = hostile.rename(hostile.with_suffix(".pth"))

    assert fit(option, str(weights)) == 2
    assert "hostile.pth" in capsys.readouterr().err
    assert not witness.exists()


def test_export_does_not_carry_it_out(hostile: Path, witness: Path, tmp_path: Path, capsys):
    assert main(["export", "--checkpoint", str(hostile), "--output", str(tmp_path / "model")]) == 2

    assert "hostile.ckpt is not a checkpoint" in capsys.readouterr().err
    assert not witness.exists()
