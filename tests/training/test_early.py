"""Mistakes are found before torch is imported, with the names that stand in the libraries' source."""

import subprocess
import sys
from pathlib import Path

import segmentation_models_pytorch as smp
import timm
from torchvision.models import SqueezeNet1_1_Weights, VGG16_Weights, VGG19_Weights

from training.library_names import library_encoders, timm_models
from training.settings.early import refuse_early
from training.weights_needed import WeightsNeed

RECIPE = Path(__file__).parents[2] / "training" / "conf" / "comic_hero.yaml"


def test_the_names_in_the_libraries_source_are_those_that_they_list():
    assert timm_models() == set(timm.list_models())
    assert library_encoders() == set(smp.encoders.encoders)


def test_the_addresses_of_weights_are_those_that_the_library_publishes():
    published = {"squeezenet1_1": SqueezeNet1_1_Weights, "vgg16": VGG16_Weights, "vgg19": VGG19_Weights}
    for name, weights in published.items():
        assert WeightsNeed("loss", name, "hub").address == weights.IMAGENET1K_V1.url


MISTAKES = {
    ("--model.lerning_rate", "1"): "no setting 'model.lerning_rate'",
    ("--trainer.max_epoch=1",): "Did you mean trainer.max_epochs",
    ("--config", "ours.yaml"): "no setting 'trainer.max_step'",
    ("--data.crop_px", "100"): "multiple of 32",
    ("--data.root", "nowhere"): "is not a folder",
    ("--model.network.architecture", "unett"): "no architecture 'unett'",
    ("--model.network.architecture=unet", "--model.network.encoder=mobilenetv9"): "no encoder 'mobilenetv9'",
    ("--model.loss.network", "vgg99"): "no feature network 'vgg99'",
    ("--model.loss.weights", "gone.pth"): "no file gone.pth",
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


def test_what_a_run_wrote_and_lightnings_own_options_are_let_through(fit, tmp_path: Path):
    assert fit() == 0
    (written,) = (tmp_path / "runs").rglob("config.yaml")

    refuse_early(
        [
            *("--config", str(written), "--seed_everything", "3", "--watch", "--ckpt_path=last"),
            *("--trainer.callbacks+=pytorch_lightning.callbacks.LearningRateMonitor", "--trainer.max_epochs", "-1"),
            *("--trainer.callbacks.logging_interval", "step", "--trainer.logger=false"),
            *("--optimizer", "torch.optim.Adam", "--optimizer.lr", "1"),
        ]
    )
