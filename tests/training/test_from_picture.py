"""A style from one picture: what is refused, that it is learned, and that it becomes an installed model."""

from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest
import torch
from PIL import Image
from torchvision.models import squeezenet1_1

from core.models.manifest import read_manifest
from training.checkpoint import load_checkpoint
from training.cli import main
from training.evaluation import find_model_file
from training.export.onnx_file import difference
from training.features import FeatureNetwork
from training.from_picture.loss import PictureLoss, Weights
from training.from_picture.painter import Painter, Progress, Task
from training.from_picture.photographs import as_tensor, photograph_files, read_photograph
from training.from_picture.preview import Preview
from training.from_picture.recognition import recognised
from training.from_picture.start import bundled_start
from training.networks.squeeze_unet import SqueezeUNet


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Stripes of two colours, 200 x 160 px."""
    image = np.zeros((160, 200, 3), dtype=np.uint8)
    image[:, ::8], image[:, 4::8] = (200, 120, 20), (20, 40, 160)
    Image.fromarray(image).save(tmp_path / "stripes.png")
    return tmp_path / "stripes.png"


@pytest.fixture
def weights_dir(tmp_path: Path) -> Path:
    """A folder with a file of SqueezeNet, as torchvision calls it; its weights are random."""
    folder = tmp_path / "weights"
    folder.mkdir()
    torch.save(squeezenet1_1(weights=None).state_dict(), folder / "squeezenet1_1-b8a52dc0.pth")
    return folder


def small_task(picture: Path, **changed: Any) -> Task:
    photos = [read_photograph(path) for path in photograph_files(None)[:4]]
    settings: dict[str, Any] = {"seconds": 3600, "size_px": 64, "batch_size": 2, "most_steps": 12} | changed
    return Task(read_photograph(picture), photos, keep_colours=False, weights_file="none", **settings)


def test_a_style_is_learned_shown_and_kept(picture: Path, tmp_path: Path):
    torch.manual_seed(0)
    told: list[Progress] = []
    painter = Painter(small_task(picture, weights=Weights(content=0)))

    painter.train(told.append)

    assert [progress.step for progress in told] == list(range(1, 13))
    assert told[-1].loss < 0.9 * told[0].loss
    painter.save(tmp_path / "run" / "last.ckpt")
    assert load_checkpoint(tmp_path / "run" / "last.ckpt").step == 12
    preview = Preview(tmp_path / "run" / "preview.png", photograph_files(None)[:2])
    preview.draw(painter)
    assert not preview.is_due()
    with Image.open(preview.path) as sheet:
        assert sheet.size == (2 * 258 + 2, 2 * 258 + 2)


def test_a_style_starts_from_a_bundled_one_as_it_draws():
    start = bundled_start("watercolour")
    network = SqueezeUNet(encoder_weights="none")
    network.load_state_dict(start.weights)

    assert start.steps == 3900
    apart = difference(network.eval(), find_model_file("watercolour", precision="fp16"), height=64, width=96)
    assert apart < 0.1


def test_the_training_ends_with_its_time(picture: Path):
    told: list[Progress] = []

    Painter(small_task(picture, seconds=1e-6)).train(told.append)

    assert told == []


@pytest.mark.parametrize("keep_colours", [False, True])
def test_a_photograph_s_colours_can_be_kept(picture: Path, keep_colours: bool):
    """A toon in the photograph's grey has a style as near as in its colours, if these are not looked at."""
    features = FeatureNetwork("squeezenet1_1", weights="none")
    loss = PictureLoss(
        features, as_tensor(read_photograph(picture))[None], keep_colours=keep_colours, weights=Weights()
    )
    photo = torch.rand(1, 3, 64, 64)
    plain = loss(torch.nn.Identity(), photo)
    turned = loss(lambda image: image.flip(1), photo)

    assert plain["content"] == 0
    assert ("colour" in plain) is keep_colours
    if keep_colours:
        assert turned["colour"] > 10 * plain["colour"] + 0.01


def test_alternating_pixels_earn_nothing_in_style(picture: Path):
    features = FeatureNetwork("squeezenet1_1", weights="none")
    loss = PictureLoss(features, as_tensor(read_photograph(picture))[None], keep_colours=False, weights=Weights())
    photo, pixels = torch.rand(1, 3, 64, 64) / 2 + 0.25, torch.arange(64)
    checker = 0.1 * (1 - 2 * ((pixels[:, None] + pixels) % 2))

    torch.manual_seed(0)
    plain = loss(torch.nn.Identity(), photo)
    torch.manual_seed(0)
    checkered = loss(lambda image: image + checker, photo)

    torch.testing.assert_close(checkered["style"], plain["style"], rtol=1e-4, atol=1e-7)
    assert checkered["checker"] > plain["checker"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["none.png", "--name", "A"], "none.png cannot be read"),
        (["{tiny}", "--name", "A"], "is 100 x 90 px"),
        (["{picture}", "--name", "???"], "cannot be called '???'"),
        (["{picture}", "--name", "A", "--minutes", "0.5"], "--minutes is 0.5"),
        (["{picture}", "--name", "A", "--photos", "nowhere"], "no photograph in nowhere"),
        (["{picture}", "--name", "A", "--weights-dir", "nowhere"], "no squeezenet1_1… in nowhere"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_made(
    options: list[str], said: str, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    Image.new("RGB", (100, 90)).save(tmp_path / "tiny.png")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())

    assert main(["from-picture", *(part.format(picture=picture, tiny="tiny.png") for part in options)]) == 2

    assert said in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_style_is_told_from_others(picture: Path, tmp_path: Path):
    others = tmp_path / "others"
    others.mkdir()
    (others / "stripes.png").write_bytes(picture.read_bytes())
    Image.effect_noise((200, 160), 80).convert("RGB").save(others / "noise.png")
    Image.linear_gradient("L").convert("RGB").save(others / "gradient.png")
    features = FeatureNetwork("squeezenet1_1", weights="none")
    stripes = np.asarray(read_photograph(picture))[:128, :128]
    photos = photograph_files(None)[:3]

    def striped(images: np.ndarray) -> np.ndarray:
        return np.tile(stripes, (len(images), 2, 2, 1))

    assert recognised(striped, photos, picture, others, features) == 1
    assert recognised(striped, photos, others / "noise.png", others, features) == 0
    assert recognised(striped, photos, others / "stripes.png", others, features) == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_one_command_goes_from_a_picture_to_an_installed_model(
    picture: Path, weights_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "home")
    monkeypatch.chdir(tmp_path)

    command = [
        "from-picture",
        str(picture),
        "--name",
        "My Stripes",
        "--minutes",
        "2",
        "--weights-dir",
        str(weights_dir),
    ]
    assert main(command) == 0

    installed = tmp_path / "home" / "models" / "my-stripes"
    manifest = read_manifest(installed)
    assert {file.precision for file in manifest.files} == {"fp16", "int8"}
    assert "stripes.png" in manifest.provenance.dataset
    assert "from-picture stripes.png --name 'My Stripes'" in (installed / "card.md").read_text("utf-8")
    assert (installed / manifest.parity.expected).is_file()
    assert (tmp_path / "my-stripes-run" / "preview.png").is_file()
    said = capsys.readouterr()
    assert "toonclip --model my-stripes" in said.out
    assert " left" in said.err
