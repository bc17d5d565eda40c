"""Checkpoints that cannot be read, written or gone on with: one message, and what there was is kept."""

from pathlib import Path

import pytest
import torch

from support.file_limit import files_no_larger_than
from training.checkpoint_io import WholeCheckpointIO
from training.cli import main

FOREIGN = print  # reading a pickle that names a function could call it


def test_a_start_from_another_network_or_nowhere(fit, checkpoint: Path, capsys):
    other = ("--model.network.architecture", "u2netp")

    assert fit("--model.start_from", str(checkpoint), *other) == 2
    assert "holds a squeeze_unet; the settings ask for a u2netp" in capsys.readouterr().err
    assert fit("--model.start_from", "gone.ckpt") == 2
    assert "no checkpoint gone.ckpt" in capsys.readouterr().err
    assert fit("--model.teacher", "gone.ckpt") == 2
    assert "no checkpoint gone.ckpt" in capsys.readouterr().err


def test_a_loss_that_is_not_finite_ends_the_run_and_keeps_the_checkpoint(fit, checkpoint: Path, capsys):
    before = checkpoint.read_bytes()

    options = ("--trainer.max_epochs", "2", "--model.loss.pixel", "1e39", "--ckpt_path", str(checkpoint))
    assert fit(*options) == 1

    assert "not finite at step 2" in capsys.readouterr().err
    assert checkpoint.read_bytes() == before


@pytest.mark.parametrize(("number", "status", "said"), [(28, 1, "disk is full"), (13, 2, "cannot be written")])
def test_a_disk_that_refuses_a_checkpoint(number: int, status: int, said: str, fit, monkeypatch, capsys):
    def refuse(*arguments: object) -> None:
        raise OSError(number, "refused", "last.ckpt")

    monkeypatch.setattr("pytorch_lightning.trainer.trainer.Trainer.save_checkpoint", refuse)

    assert fit() == status
    assert said in capsys.readouterr().err


def test_resuming_from_another_network_or_from_nothing(fit, checkpoint: Path, tmp_path: Path, capsys):
    other = ("--model.network.architecture", "u2netp", "--ckpt_path", str(checkpoint))
    assert fit(*other) == 2
    assert "of another network" in capsys.readouterr().err

    assert fit("--ckpt_path", str(tmp_path / "gone.ckpt")) == 2
    assert "gone.ckpt" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"a text", {"state_dict": {}, "network": {}, "other": FOREIGN}])
def test_resuming_from_what_is_no_checkpoint(content: object, fit, tmp_path: Path, capsys):
    path = tmp_path / "last.ckpt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)

    assert fit("--ckpt_path", str(path)) == 2
    assert "is not a checkpoint" in capsys.readouterr().err


@pytest.mark.parametrize("limit", [0, 1000])
def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(limit: int, tmp_path: Path):
    writer, path = WholeCheckpointIO(), tmp_path / "runs" / "last.ckpt"
    writer.save_checkpoint({"network": {}, "state_dict": {"w": torch.zeros(9)}}, path)
    with files_no_larger_than(limit), pytest.raises(OSError, match="File too large"):
        writer.save_checkpoint({"network": {}, "state_dict": {"w": torch.ones(9999)}}, path)

    assert [file.name for file in path.parent.iterdir()] == ["last.ckpt"]
    assert (writer.load_checkpoint(path)["state_dict"]["w"] == 0).all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a checkpoint"),
        (b"a text, not a checkpoint", "is not a checkpoint"),
        ({"state_dict": {}}, "does not say which network"),
        ({"state_dict": {}, "network": {"architecture": "squeeze_unet"}}, "are not of squeeze_unet"),
        ({"state_dict": {}, "network": {}}, "does not say which network"),
        ({"state_dict": {}, "network": ["squeeze_unet"]}, "cannot be read"),
        ({"state_dict": [1], "network": {"architecture": "squeeze_unet"}}, "cannot be read"),
        ({"state_dict": {1: torch.ones(1)}, "network": {"architecture": "squeeze_unet"}}, "cannot be read"),
        ({"state_dict": {"network.w": "x"}, "network": {"architecture": "squeeze_unet"}}, "cannot be read"),
        ({"state_dict": {}, "network": {"architecture": ["squeeze_unet"]}}, "cannot be read"),
        ({"state_dict": {}, "network": {"architecture": "x" * 100_000}}, "no architecture"),
        ({"state_dict": {}, "network": {"architecture": "unet", "encoder": 5}}, "cannot be read"),
        ({"state_dict": {}, "network": {"architecture": "unet", "mean": [1], "std": 2}}, "cannot be read"),
        ({"state_dict": {}, "network": {"architecture": "squeeze_unet"}, "global_step": [1]}, "cannot be read"),
    ],
)
def test_checkpoints_that_cannot_be_exported(content: object, said: str, tmp_path: Path, capsys):
    path = tmp_path / "last.ckpt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)

    assert main(["export", "--checkpoint", str(path), "--output", str(tmp_path / "m")]) == 2

    assert said in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
