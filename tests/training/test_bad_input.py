"""What a user can get wrong: one message that says what to do, the right exit status, no traceback."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torchvision.models import squeezenet1_1

from training.cli import main

FOREIGN = print  # reading a pickle that names a function could call it


def test_everything_wrong_with_the_data_is_in_one_message(fit, pairs: Path, capsys):
    (pairs / "target" / "0.png").unlink()
    (pairs / "input" / "1.png").write_bytes(b"\x89PNG truncated")
    Image.new("RGB", (50, 40)).save(pairs / "target" / "2.png")
    (pairs / "validation.txt").write_text("3.png\nnobody.png\n", encoding="utf-8")

    assert fit() == 2

    message = capsys.readouterr().err
    assert "input/0.png has no target" in message
    assert "input/1.png cannot be read" in message
    assert "2.png is 96x96 in input but 50x40 in target" in message
    assert "nobody.png, which is no pair" in message
    assert "Traceback" not in message


def test_a_missing_folder(fit, tmp_path: Path, capsys):
    assert fit("--data.root", str(tmp_path / "nowhere")) == 2
    assert "nowhere/input is not a folder" in capsys.readouterr().err.replace("\\", "/")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--model.loss.network", "vgg99"), "no feature network 'vgg99'"),
        (("--model.network.architecture", "transformer9"), "no architecture 'transformer9'"),
        (("--model.loss.weights", "gone.safetensors"), "gone.safetensors"),
        (("--model.network.encoder_weights", "gone.safetensors"), "gone.safetensors"),
        (("--model.loss.style_blocks", "[0, 0, 0, 0, 0, 0, 0]"), "no weight but 0"),
        (("--model.warm_up", "1"), "warm_up is 1"),
        (("--data.crop_px", "100"), "multiple of 32"),
        (("--data.batch_size", "0"), "at least one example"),
        (("--data.batch_size", "5"), "at least one batch"),
        (("--data.num_workers", "-1"), "0 or more"),
        (("--data.augment.scale", "[0, 1]"), "above 0"),
        (("--data.augment.brightness", "-1"), "brightness is -1"),
        (("--data.augment.jpeg", "1.5"), "from 0 to 1"),
        (("--trainer.limit_train_batches", "0"), "An epoch has no step"),
        (("--data.augment.scale", "[2, 1]"), "smaller number first"),
        (("--trainer.max_epochs", "-1"), "no end"),
    ],
)
def test_settings_that_cannot_work(options: tuple[str, str], said: str, fit, capsys):
    assert fit(*options) == 2
    assert said in capsys.readouterr().err


def test_weights_of_another_network(fit, tmp_path: Path, capsys):
    save_file({"features.0.weight": torch.zeros(2, 3)}, tmp_path / "other.safetensors")

    assert fit("--model.loss.weights", str(tmp_path / "other.safetensors")) == 2
    assert "is not of squeezenet1_1" in capsys.readouterr().err


def test_weights_as_torchvision_publishes_them(fit, tmp_path: Path, capsys):
    torch.save(squeezenet1_1(weights=None).state_dict(), tmp_path / "squeezenet1_1-b8a52dc0.pth")
    torch.save({"features": FOREIGN}, tmp_path / "foreign.pth")

    assert fit("--model.loss.weights", str(tmp_path / "squeezenet1_1-b8a52dc0.pth")) == 0
    assert fit("--model.loss.weights", str(tmp_path / "foreign.pth")) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_weights_out_of_reach_are_named_with_their_address(fit, monkeypatch, tmp_path: Path, capsys):
    def offline(*arguments: object, **options: object) -> None:
        raise URLError("no network")

    monkeypatch.setattr("torch.hub.download_url_to_file", offline)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    options = ("--model.loss.network", "vgg16", "--model.loss.style_blocks", "null")
    assert fit(*options, "--model.loss.weights", "hub") == 2

    message = capsys.readouterr().err
    assert "loss, vgg16: https://download.pytorch.org/models/vgg16-" in message
    assert "--weights-dir" in message


def test_an_export_does_without_figures_whose_weights_are_out_of_reach(
    checkpoint: Path, pairs: Path, monkeypatch, tmp_path: Path, capsys
):
    def offline(*arguments: object, **options: object) -> None:
        raise URLError("no network")

    monkeypatch.setattr("torch.hub.download_url_to_file", offline)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(tmp_path / "m"), "--data.root", str(pairs)]

    assert main([*command, "--sample", str(pairs / "input" / "3.png")]) == 0

    said = capsys.readouterr()
    assert "perceptual and style are not measured. The weights of squeezenet1_1 cannot be downloaded" in said.err
    assert "l1: " in said.out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--model.lerning_rate", "1"), "Did you mean model.learning_rate"),
        (("--learning_rate", "1"), "Did you mean model.learning_rate?"),
        (("--config", "YAML"), "Did you mean model.network.architecture"),
        (("--config", "gone.yaml"), "gone.yaml"),
        (("--model.loss.pixel", "much"), "Got value: much"),
    ],
)
def test_a_setting_that_does_not_exist_or_cannot_be_read(
    given: tuple[str, str], said: str, fit, tmp_path: Path, capsys
):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("model:\n  network:\n    architectur: u2netp\n", encoding="utf-8")

    assert fit(*(str(recipe) if part == "YAML" else part for part in given)) == 2

    message = capsys.readouterr().err
    assert said in message
    assert "usage:" not in message


def test_without_anything_the_recipe_is_named_and_the_pairs_are_missed(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["fit"]) == 2

    message = capsys.readouterr().err
    assert "the recipe is Comic Hero's" in message
    assert "input is not a folder" in message


def test_what_cannot_work_is_refused_before_weights_are_looked_for(fit, pairs: Path, tmp_path: Path, capsys):
    missing = ("--model.network.encoder_weights", "hub", "--model.loss.weights", "hub", "--weights-dir", str(tmp_path))
    (pairs / "target" / "0.png").unlink()

    for option, said in ((("--data.crop_px", "100"), "multiple of 32"), ((), "input/0.png has no target")):
        assert fit(*missing, *option) == 2
        assert said in capsys.readouterr().err


def yaml_bomb() -> bytes:
    """Nine values, nine times, and so on: 9 to the power of 9 of them in 600 bytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (yaml_bomb(), "holds more than 10,000 settings"),
        (b"a: &a [*a, *a]", "holds more than 10,000 settings"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{a: " * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b'model: "\\ud800"', "invalid Unicode character"),
        (b"a: [1", "is not YAML"),
        (b"#" * (2 << 20), "larger than 1 MB"),
        (b"- x\n" * 15_000, "holds more than 10,000 settings"),
    ],
    ids=["bomb", "circle", "brackets", "braces", "bytes", "surrogate", "half", "large", "long"],
)
def test_settings_that_were_made_to_harm(content: bytes, said: str, tmp_path: Path, capsys):
    path = tmp_path / "config.yaml"
    path.write_bytes(content)

    assert main(["fit", "--config", str(path)]) == 2

    assert said in capsys.readouterr().err


def test_settings_from_a_pipe_are_not_waited_for(tmp_path: Path, capsys):
    os.mkfifo(tmp_path / "config.yaml")

    assert main(["fit", f"--config={tmp_path / 'config.yaml'}"]) == 2

    assert "not a regular file" in capsys.readouterr().err


def test_int8_without_photographs(tmp_path: Path, capsys):
    assert main(["export", "--checkpoint", "x.ckpt", "--output", str(tmp_path / "m"), "--int8"]) == 2
    assert "--data.root" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("My_Style", [], "called 'My_Style'"),
        ("m", ["--id", "Mine!"], "called 'Mine!'"),
        ("m", ["--notes", "gone.md"], "no file gone.md"),
        ("m", ["--sample", "gone.png"], "no file gone.png"),
    ],
)
def test_what_an_export_would_miss_in_the_end_is_said_before_it_begins(
    name: str, options: list[str], said: str, tmp_path: Path, capsys
):
    assert main(["export", "--checkpoint", "unread.ckpt", "--output", str(tmp_path / name), *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--notes", "--sample", "--feature-weights"])
def test_files_that_are_something_else_are_told_before_an_export_begins(
    option: str, pairs: Path, tmp_path: Path, capsys
):
    other = tmp_path / "other"
    other.write_bytes("gr\u00fcn".encode("utf-16"))
    command = ["export", "--checkpoint", "unread.ckpt", "--output", str(tmp_path / "m"), "--data.root", str(pairs)]

    assert main([*command, "--feature-weights", "none", option, str(other)]) == 2
    assert str(other) in capsys.readouterr().err


def test_a_list_that_leaves_nothing_to_train_on_is_named(fit, pairs: Path, capsys):
    (pairs / "validation.txt").write_text("0.png\n1.png\n2.png\n3.png\n", encoding="utf-8")

    assert fit() == 2
    assert "0 to train on and 4 for validation by validation.txt" in capsys.readouterr().err


def test_a_sheet_for_a_folder_that_does_not_exist(pairs: Path, tmp_path: Path, capsys):
    sheet = ["--sheet", str(tmp_path / "nowhere" / "sheet.png")]

    assert main(["evaluate", "--model", "comic-hero", "--data.root", str(pairs), *sheet]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_without_torch_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert main(["fit"]) == 2

    message = capsys.readouterr().err
    assert "pip install -e '.[train]'" in message


def test_the_command_imports_nothing_heavy():
    loaded = "import sys, training.cli; print([n for n in ('torch', 'onnx', 'PIL') if n in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", loaded], text=True).strip() == "[]"


@pytest.mark.parametrize("given", ["option", "file"])
def test_an_old_name_of_a_setting_still_works_and_says_what_replaced_it(given: str, fit, tmp_path: Path, capsys):
    old = tmp_path / "old.yaml"
    old.write_text("model:\n  eight_bits: false\n", encoding="utf-8")
    options = ("--model.eight_bits", "false") if given == "option" else ("--config", str(old))

    assert fit(*options) == 0

    assert "model.eight_bits is now called model.quantization_aware." in capsys.readouterr().err
    (settings,) = (tmp_path / "runs").rglob("config.yaml")
    assert "quantization_aware: false" in settings.read_text(encoding="utf-8")
    assert "eight_bits" not in settings.read_text(encoding="utf-8")
