"""What a user can get wrong: one message that says what to do, the right exit status, no traceback."""

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
from training.errors import DataInvalid, WeightsMissing
from training.features import FeatureNetwork
from training.pairs import find_pairs

FOREIGN = print  # reading a pickle that names a function could call it


def test_everything_wrong_with_the_data_is_in_one_message(fit, pairs: Path, capsys):
    (pairs / "target" / "0.png").unlink()
    (pairs / "input" / "1.png").write_bytes(b"\x89PNG truncated")
    Image.new("RGB", (50, 40)).save(pairs / "target" / "2.png")
    (pairs / "validation.txt").write_text("3.png\nnobody.png\n", encoding="utf-8")

    assert fit() == 2

    message = capsys.readouterr().err
    assert "input/0.png has no target" in message
    assert "input/1.png is not an image, or is damaged" in message
    assert "2.png is 96x96 in input but 50x40 in target" in message
    assert "nobody.png, which is no pair" in message
    assert "Traceback" not in message


def test_folders_that_were_probably_meant_are_named(pairs: Path, tmp_path: Path):
    with pytest.raises(DataInvalid, match="pairs has both: give that one"):
        find_pairs(tmp_path)
    (pairs / "input").rename(pairs / "target" / "old")
    for name in ("0.png", "1.png", "2.png", "3.png"):
        (pairs / "target" / name).unlink()
    (pairs / "INPUT").mkdir()
    with pytest.raises(DataInvalid, match=r"input is not a folder; rename INPUT|there is no image in input"):
        find_pairs(pairs)
    (pairs / "input").mkdir(exist_ok=True)
    with pytest.raises(DataInvalid, match="no image in target; put those of target/old into target itself"):
        find_pairs(pairs)


def test_what_lies_among_the_pairs_and_is_not_read_is_named(fit, pairs: Path, capsys):
    for side in ("input", "target"):
        Image.new("RGB", (96, 96)).save(pairs / side / "moving.gif")
        (pairs / side / ".DS_Store").touch()
        (pairs / side / "Thumbs.db").touch()
    (pairs / "input" / "notes.txt").touch()

    assert fit("--data.crop_px", "100") == 2
    assert "not read" not in capsys.readouterr().err

    assert fit("--model.loss.weights", "gone.pth") == 2
    named = "toonclip-train: not read are input/moving.gif, input/notes.txt, target/moving.gif: pairs are JPEG, PNG,"
    assert named in capsys.readouterr().err

    (pairs / "input" / "1.png").unlink()
    assert fit() == 2
    message = capsys.readouterr().err
    assert "target/1.png has no input\n  - not read are input/moving.gif" in message


def test_a_missing_folder(fit, tmp_path: Path, capsys):
    assert fit("--data.root", str(tmp_path / "nowhere")) == 2
    assert "nowhere/input is not a folder" in capsys.readouterr().err.replace("\\", "/")


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


def test_a_download_that_fails_says_where_the_file_is_published(monkeypatch, tmp_path: Path):
    def offline(*arguments: object, **options: object) -> None:
        raise URLError("no network")

    monkeypatch.setattr("torch.hub.download_url_to_file", offline)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    with pytest.raises(WeightsMissing, match=r"cannot be downloaded: .*no network") as caught:
        FeatureNetwork("vgg16", weights="hub")
    assert "https://download.pytorch.org/models/vgg16-" in str(caught.value)


@pytest.mark.slow
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
    assert "perceptual and style are not measured." in said.err
    assert "l1: " in said.out


def test_without_anything_the_recipe_is_named_and_the_pairs_are_missed(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["fit"]) == 2

    message = capsys.readouterr().err
    assert "the recipe is Comic Hero's" in message
    assert "input is not a folder" in message


def test_what_cannot_work_is_refused_before_weights_are_looked_for(fit, pairs: Path, tmp_path: Path, capsys):
    missing = ("--model.network.encoder_weights", "hub", "--model.loss.weights", "hub", "--weights-dir", str(tmp_path))

    assert fit(*missing, "--data.crop_px", "100") == 2
    assert "multiple of 32" in capsys.readouterr().err

    (pairs / "target" / "0.png").unlink()
    assert fit(*missing) == 2
    assert "input/0.png has no target" in capsys.readouterr().err


def test_bad_pairs_are_refused_before_the_libraries_are_loaded(pairs: Path):
    (pairs / "target" / "0.png").unlink()
    script = (
        "import sys; from training.cli import main; status = main(sys.argv[1:]); print(status, 'torch' in sys.modules)"
    )

    for command in (
        ["fit", "--data.root", str(pairs)],
        ["check", f"--data.root={pairs}"],
        ["make", "--data", str(pairs), "--name", "A"],
    ):
        ran = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == "2 False"
        assert "input/0.png has no target" in ran.stderr


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
