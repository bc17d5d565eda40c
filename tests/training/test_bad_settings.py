"""Settings that cannot be used, are misspelled, harmful or old: one message, and nothing is begun."""

import os
from pathlib import Path

import pytest

from training.cli import main
from training.settings.files import in_order


def yaml_bomb() -> bytes:
    """Nine values, nine times, and so on: 9 to the power of 9 of them in 600 bytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9)]
    return "\n".join(lines).encode()


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
        (("--trainer.strategy", "dpp"), "invalid strategy name: `strategy='dpp'`"),
    ],
)
def test_settings_that_cannot_work(options: tuple[str, str], said: str, fit, capsys):
    assert fit(*options) == 2
    assert said in capsys.readouterr().err


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


def test_a_recipe_counts_less_than_single_settings_wherever_it_stands():
    given = ["--data.root", "mine", "--config", "a.yaml", "--weights-dir=w", "-c=b.yaml"]

    assert in_order(given) == ["--config", "a.yaml", "-c=b.yaml", "--data.root", "mine", "--model.weights_dir=w"]
