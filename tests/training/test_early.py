"""Mistakes are found before torch is imported, with the names that stand in the libraries' source."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
import segmentation_models_pytorch as smp
import timm
from lightning_fabric.plugins.precision import precision
from torchvision.models import SqueezeNet1_1_Weights, VGG16_Weights, VGG19_Weights

from training import published
from training.library_names import library_encoders, precisions, timm_models
from training.networks.encoders import PUBLISHED, find_encoder
from training.published import out_of_reach, published_address
from training.settings.early import refuse_early

RECIPE = Path(__file__).parents[2] / "training" / "conf" / "comic_hero.yaml"


def test_the_names_in_the_libraries_source_are_those_that_they_list():
    assert timm_models() == set(timm.list_models())
    assert library_encoders() == set(smp.encoders.encoders)
    kinds = [getattr(precision, f"_PRECISION_INPUT_{kind}") for kind in ("INT", "STR", "STR_ALIAS")]
    assert precisions() == {str(name) for kind in kinds for name in get_args(kind)}


def test_the_addresses_of_weights_are_those_that_the_libraries_download_from():
    published = {"squeezenet1_1": SqueezeNet1_1_Weights, "vgg16": VGG16_Weights, "vgg19": VGG19_Weights}
    for name, weights in published.items():
        assert published_address(name, is_encoder=False) == weights.IMAGENET1K_V1.url
    for name in filter(find_encoder, PUBLISHED):
        found = find_encoder(name) or ""
        if found in smp.encoders.encoders:
            settings = smp.encoders.encoders[found]["pretrained_settings"]
            repository = settings.get("imagenet", {}).get("repo_id")
        else:
            config = timm.get_pretrained_cfg(found.removeprefix("tu-"))
            repository = config.hf_hub_id if config else None
        wanted = f"https://huggingface.co/{repository}" if repository else ""
        assert published_address(name, is_encoder=True) == wanted


MISTAKES = {
    ("--model.lerning_rate", "1"): "no setting 'model.lerning_rate'",
    ("--trainer.max_epoch=1",): "Did you mean trainer.max_epochs",
    ("--trainer.max_epochs", "many"): "trainer.max_epochs is many.\nIt takes a whole number.",
    ("--trainer.gradient_clip_val=[1]",): "It takes a whole number or a number.",
    ("--trainer.precision", "bf17"): "trainer.precision is bf17",
    ("--trainer.accelerator", "gpuu"): "trainer.accelerator is gpuu",
    ("--config", "ours.yaml"): "no setting 'trainer.max_step'",
    ("--data.crop_px", "100"): "multiple of 32",
    ("--data.root", "nowhere"): "is not a folder",
    ("--model.network.architecture", "unett"): "no architecture 'unett'",
    ("--model.network.architecture=unet", "--model.network.encoder=mobilenetv9"): "no encoder 'mobilenetv9'",
    ("--model.loss.network", "vgg99"): "no feature network 'vgg99'",
    ("--model.loss.weights", "gone.pth"): "no file gone.pth",
    ("--model.loss.network", "vgg16", "--weights-dir", ".", "--model.loss.weights=hub"): "loss, vgg16: no vgg16… in .",
    ("--model.start_from", "gone.ckpt"): "no checkpoint gone.ckpt",
}


def test_mistakes_are_told_without_torch(pairs: Path, tmp_path: Path):
    (tmp_path / "ours.yaml").write_text("trainer: {max_step: 1}\n", encoding="utf-8")
    begin = ["fit", "--config", str(RECIPE), "--data.root", str(pairs), "--model.network.encoder_weights=none"]
    commands = [[*begin, "--model.loss.weights=none", *options] for options in MISTAKES]
    code = f"import sys; from training.cli import main; print({{main(c) for c in {commands}}}, 'torch' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert run.stdout == "{2} False\n"
    assert [said for said in MISTAKES.values() if said not in run.stderr] == []


@pytest.mark.parametrize("command", ["fit", "check", "make"])
def test_without_weights_and_network_every_address_is_told_once_and_without_torch(
    command: str, pairs: Path, tmp_path: Path
):
    """The recipe's encoder is on one hub, its loss on another."""
    where = ["--data", str(pairs), "--name", "Mine"] if command == "make" else ["--data.root", str(pairs)]
    options = [command, *where, "--config", str(RECIPE.with_name("unetplusplus.yaml"))]
    code = f"import sys; from training.cli import main; print(main({options}), 'torch' in sys.modules)"
    offline = os.environ | {"HTTPS_PROXY": "http://127.0.0.1:9", "XDG_CACHE_HOME": str(tmp_path), "NO_PROXY": ""}
    for name in ("https_proxy", "no_proxy", "TORCH_HOME", "HF_HOME", "HF_HUB_CACHE"):
        offline.pop(name, None)

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=offline)

    assert run.stdout == "2 False\n"
    for line in (
        "loss, vgg16: cannot be downloaded (", "https://download.pytorch.org/models/vgg16-397923af.pth",
        "encoder, mobilenetv3_large_100: cannot", "https://huggingface.co/timm/mobilenetv3_large_100.ra_in1k",
    ):  # fmt: skip
        assert run.stderr.count(line) == 1


def test_what_was_downloaded_before_needs_no_network(monkeypatch, tmp_path: Path):
    (tmp_path / "hub" / "checkpoints").mkdir(parents=True)
    (tmp_path / "hub" / "checkpoints" / "squeezenet1_1-b8a52dc0.pth").touch()
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    assert out_of_reach([published_address("squeezenet1_1", is_encoder=True)]) == {}


def test_a_host_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(published, "_LONGEST_WAIT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/weights.pth"

        assert out_of_reach([address]) == {address: "no answer within 0.2 s"}


def test_what_a_run_wrote_and_lightnings_own_options_are_let_through(fit, tmp_path: Path):
    assert fit() == 0
    (written,) = (tmp_path / "runs").rglob("config.yaml")

    refuse_early(
        [
            *("--config", str(written), "--seed_everything", "3", "--watch", "--ckpt_path=last"),
            *("--trainer.callbacks+=pytorch_lightning.callbacks.LearningRateMonitor", "--trainer.max_epochs", "-1"),
            *("--trainer.callbacks.logging_interval", "step", "--trainer.logger=false"),
            *("--trainer.max_time=00:00:02:00", "--trainer.limit_val_batches", "0.5", "--trainer.precision=32"),
            *("--trainer.devices", "[0, 1]", "--trainer.strategy", "ddp", "--trainer.gradient_clip_val=null"),
            *("--optimizer", "torch.optim.Adam", "--optimizer.lr", "1"),
        ]
    )
