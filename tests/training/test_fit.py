"""`fit` as a person uses it: train, resume, start from another run, validate."""

from pathlib import Path

import pytest
import pytorch_lightning as lightning
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.optim.swa_utils import AveragedModel

from core.models.manifest import read_manifest
from training.averaging import moving_average
from training.checkpoint import load_checkpoint
from training.cli import main


def test_fit_resumes_where_it_stopped(fit, checkpoint: Path, tmp_path: Path):
    assert torch.load(checkpoint, weights_only=True)["global_step"] == 2

    assert fit("--trainer.max_epochs", "2", "--ckpt_path", str(checkpoint)) == 0

    steps = {torch.load(p, weights_only=True)["global_step"] for p in (tmp_path / "runs").rglob("last.ckpt")}
    assert steps == {2, 4}


def test_a_new_run_starts_from_another_run_s_weights(fit, checkpoint: Path, tmp_path: Path):
    still = ("--model.start_from", str(checkpoint), "--model.learning_rate", "1e-12")
    still += ("--model.network.encoder", "resnet18")  # which this network does not use

    assert fit(*still, "--trainer.default_root_dir", str(tmp_path / "second")) == 0

    (second,) = (tmp_path / "second").rglob("last.ckpt")
    old, new = (torch.load(path, weights_only=True) for path in (checkpoint, second))
    assert new["global_step"] == 2
    for name, weight in old["state_dict"].items():
        torch.testing.assert_close(new["state_dict"][name], weight, atol=1e-6, rtol=0)


def test_a_run_that_started_from_another_s_weights_is_resumed_without_them(fit, checkpoint: Path, tmp_path: Path):
    second = ("--trainer.default_root_dir", str(tmp_path / "second"))
    assert fit("--model.start_from", str(checkpoint), *second) == 0
    (stopped,) = (tmp_path / "second").rglob("last.ckpt")

    assert fit("--trainer.max_epochs", "2", "--ckpt_path", str(stopped), *second) == 0

    trained = [load_checkpoint(path) for path in (tmp_path / "second").rglob("last.ckpt")]
    assert {(run.steps_before, run.step) for run in trained} == {(2, 2), (2, 4)}
    groups = torch.load(stopped, weights_only=True)["optimizer_states"][0]["param_groups"]
    encoder, decoder = (group["initial_lr"] for group in groups)
    assert encoder == pytest.approx(decoder / 5), "weights that were trained learn slower"


def test_a_teacher_is_followed_in_place_of_the_targets(fit, checkpoint: Path, tmp_path: Path):
    """Its own pupil, that starts as it is, has nothing to learn; from the pairs it has plenty."""
    overlay = ("--config", str(Path(__file__).parents[2] / "training" / "conf" / "as_teacher.yaml"))
    start = ("--model.start_from", str(checkpoint), "--model.quantization_aware", "false", "--model.loss.feature", "0")
    short = ("--trainer.max_epochs", "1", "--data.samples_per_epoch", "4")
    saved = torch.load(checkpoint, weights_only=True)["state_dict"].keys()
    begun_with = {}

    for kind, teacher in {"pupil": ("--model.teacher", str(checkpoint)), "other": ()}.items():
        assert fit(*overlay, *start, *teacher, *short, "--trainer.default_root_dir", str(tmp_path / kind)) == 0
        (trained,) = (tmp_path / kind).rglob("last.ckpt")
        assert torch.load(trained, weights_only=True)["state_dict"].keys() == saved, "the teacher is not"
        curves = EventAccumulator(str(trained.parents[1])).Reload()
        begun_with[kind] = curves.Scalars("train/loss")[0].value

    assert begun_with["pupil"] < 1e-3
    assert begun_with["other"] > 0.1


class WorseAndWorse(lightning.Callback):
    """Every validation's score is worse than the one before."""

    def on_validation_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        pl_module.log("val/perceptual", float(1 + trainer.global_step))


def test_the_newest_state_is_kept_although_an_older_one_was_better(fit, tmp_path: Path):
    assert fit("--trainer.max_epochs", "3", "--trainer.callbacks+", f"{__name__}.WorseAndWorse") == 0

    kept = {p.stem: torch.load(p, weights_only=True)["global_step"] for p in (tmp_path / "runs").rglob("*.ckpt")}
    assert kept == {"best": 2, "last": 6}


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["unetplusplus", "u2netp"])
def test_other_networks_train_and_export_by_changing_the_recipe(recipe: str, fit, pairs: Path, tmp_path: Path):
    blocks = ("--model.loss.feature_blocks", "null", "--model.loss.style_blocks", "null")
    assert fit(*blocks, recipe=recipe) == 0
    (checkpoint,) = (tmp_path / "runs").rglob("last.ckpt")

    command = ["export", "--checkpoint", str(checkpoint), "--output", str(tmp_path / recipe)]
    assert main([*command, "--sample", str(pairs / "input" / "3.png")]) == 0

    assert read_manifest(tmp_path / recipe).size_rule.multiple_of == 32


def test_the_average_forgets_the_random_start_soon():
    """With a constant decay of 0.998 a run of 40 steps would be measured by 92 % of what it started from."""
    average = AveragedModel(torch.nn.Linear(1, 1, bias=False), multi_avg_fn=moving_average(0.998))
    trained = torch.nn.Linear(1, 1, bias=False)
    for weight in [0.0] + [1.0] * 40:
        torch.nn.init.constant_(trained.weight, weight)
        average.update_parameters(trained)

    assert average.module.weight.item() > 0.99


def test_validate_measures_a_checkpoint(fit, checkpoint: Path, capsys):
    assert fit("--ckpt_path", str(checkpoint), command="validate") == 0
    assert "val/perceptual" in capsys.readouterr().out


def test_a_checkpoint_carries_the_network_alone(checkpoint: Path):
    state = torch.load(checkpoint, weights_only=True)["state_dict"]

    assert {name.split(".")[0] for name in state} == {"network"}
