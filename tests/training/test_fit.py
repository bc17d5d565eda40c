"""`fit` as a person uses it: train, resume, start from another run, validate."""

import contextlib
import os
import re
import signal
import subprocess
import sys
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


def test_fit_resumes_where_it_stopped_and_goes_on_with_the_same_curves(fit, checkpoint: Path, tmp_path: Path):
    assert torch.load(checkpoint, weights_only=True)["global_step"] == 2

    assert fit("--trainer.max_epochs", "2", "--ckpt_path", str(checkpoint)) == 0

    (newest,) = (tmp_path / "runs").rglob("last.ckpt")
    assert torch.load(newest, weights_only=True)["global_step"] == 4
    curves = EventAccumulator(str(newest.parents[1])).Reload()
    assert [point.step for point in curves.Scalars("train/loss")] == [0, 1, 2, 3]
    sheets = sorted(sheet.name for sheet in (newest.parents[1] / "toons").iterdir())
    assert sheets == ["epoch_001.png", "epoch_002.png"]


def test_the_end_names_the_network_and_the_next_command(fit, capsys):
    assert fit() == 0

    said = capsys.readouterr()
    best = re.search(r"the trained network is (\S+best\.ckpt)\.", said.out)
    assert best is not None
    assert Path(best[1]).is_file()
    assert f"toonclip-train export --checkpoint {best[1]} --output my-style" in said.out
    for noise in ("Tip:", "FLOPs", "GPU available", "Seed set"):
        assert noise not in said.out + said.err


def test_the_bar_counts_the_run_and_epochs_from_one(fit, capsys):
    assert fit("--trainer.enable_progress_bar", "true", "--trainer.max_epochs", "2") == 0

    shown = capsys.readouterr().err
    assert "epoch 1 of 2: " in shown
    assert "epoch 2 of 2: 100%" in shown
    assert "4/4" in shown
    assert "loss" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("ending", "status"),
    [
        pytest.param("SIGINT", 130, marks=pytest.mark.slow),
        ("SIGTERM", 143),
        pytest.param("SIGKILL", -9, marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_ended_keeps_what_it_had_learned(ending: str, status: int, pairs: Path, tmp_path: Path):
    settings = {
        "model.network.encoder_weights": "none", "model.loss.weights": "none", "data.root": pairs, "data.crop_px": 64,
        "data.cache_px": 96, "data.batch_size": 2, "data.samples_per_epoch": 4000, "data.num_workers": 1,
        "trainer.accelerator": "cpu", "trainer.precision": "32-true", "trainer.default_root_dir": tmp_path,
        "speed.channels_last": "true", "speed.threads": 1, "trainer.callbacks+": "training.newest_state.NewestState",
        "trainer.callbacks.every_minutes": 0,
    }  # fmt: skip
    command = [sys.executable, "-m", "training", "fit", *(f"--{name}={value}" for name, value in settings.items())]
    newest = tmp_path / "lightning_logs" / "version_0" / "checkpoints" / "last.ckpt"

    # A terminal and the end of a session reach all processes of the run. A job in the background ignores Ctrl-C.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        signal.signal(signal.SIGINT, ours)
        while process.poll() is None and not newest.is_file():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
        os.killpg(process.pid, signal.Signals[ending])
        said = process.communicate()[1]

    assert process.returncode == status, said
    assert load_checkpoint(newest).step > 0
    assert "Traceback" not in said
    assert ending == "SIGKILL" or f"--ckpt_path {newest}" in said


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

    begun = load_checkpoint(stopped)

    assert fit("--trainer.max_epochs", "2", "--ckpt_path", str(stopped), *second) == 0

    assert [(run.steps_before, run.step) for run in (begun, load_checkpoint(stopped))] == [(2, 2), (2, 4)]
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

    assert average.module.get_parameter("weight").item() > 0.99


def test_validate_measures_a_checkpoint(fit, checkpoint: Path, capsys):
    assert fit("--ckpt_path", str(checkpoint), command="validate") == 0
    assert "val/perceptual" in capsys.readouterr().out


def test_a_checkpoint_carries_the_network_alone(checkpoint: Path):
    state = torch.load(checkpoint, weights_only=True)["state_dict"]

    assert {name.split(".")[0] for name in state} == {"network"}
