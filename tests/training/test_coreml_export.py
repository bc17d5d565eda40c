"""CoreML packages of the export command: what is written, that it does what the ONNX graph does, and its errors."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from core.generators.coreml import BgraImage, CoreMlGenerator
from core.models.manifest import SizeRule, read_manifest, verify_file
from core.models.places import bundled_models_dir
from support.coreml_packages import FRAGMENTING, RULE, Pictures, portrait
from training.cli import main
from training.errors import ExportFailed, SettingInvalid
from training.export import mil
from training.export.coreml import check_sizes, package_sizes, write_coreml
from training.export.coreml_package import proven
from training.export.mil import MilProgram, largest_difference
from training.export.onnx_file import onnx_generate
from training.networks.catalog import build_network, network_record
from training.networks.squeeze_unet import SqueezeUNet
from training.settings.network import NetworkConfig

pytest.importorskip("coremltools", reason="CoreML packages need the `coreml` extra")

# A conversion is seconds of work, which a busy machine stretches.
pytestmark = pytest.mark.timeout(600)

LANDSCAPE, PORTRAIT = (256, 160), (160, 256)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our network with random weights, its head large enough that the toon is far from the photograph."""
    torch.manual_seed(3)
    config = NetworkConfig(architecture="squeeze_unet", encoder_weights="none")
    network = build_network(config)
    assert isinstance(network, SqueezeUNet)
    nn.init.normal_(network.head.weight, std=0.05)
    state = {f"network.{name}": value for name, value in network.state_dict().items()}
    path = tmp_path_factory.mktemp("checkpoint") / "last.ckpt"
    torch.save({"network": network_record(config, None), "state_dict": state, "global_step": 7}, path)
    return path


def export(checkpoint: Path, folder: Path, *options: str) -> Path:
    """The model folder of that network, with a package of two sizes, as the command makes it."""
    sample = folder.parent / "portrait.png"
    Image.fromarray(portrait()).resize((96, 96)).save(sample)
    command = ["export", "--checkpoint", str(checkpoint), "--output", str(folder), "--sample", str(sample)]
    assert main([*command, "--coreml", "--coreml-sizes", "256x160,160x256", *options]) == 0
    return folder


@pytest.fixture(scope="module")
def exported(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(checkpoint, tmp_path_factory.mktemp("models") / "seeded")


@pytest.mark.slow
def test_export_puts_a_verified_package_into_the_folder(exported: Path):
    onnx, coreml = read_manifest(exported).files

    assert (onnx.runtime, coreml.runtime, coreml.precision) == ("onnx", "coreml", "fp16")
    assert verify_file(exported, coreml) == exported / "model.mlpackage"
    card = (exported / "card.md").read_text(encoding="utf-8")
    assert "takes 256x160, 160x256; differs from the ONNX graph by at most 0." in card


@pytest.mark.slow
def test_the_package_agrees_with_onnx_at_every_size(exported: Path):
    program = MilProgram(exported / "model.mlpackage")
    generate = onnx_generate(exported / "model.onnx")

    assert program.sizes == (LANDSCAPE, PORTRAIT)
    assert largest_difference(program, generate, portrait()) < 0.2
    picture = np.asarray(Image.fromarray(portrait()).resize(LANDSCAPE))
    toon = program.run(picture)
    assert np.abs(toon.astype(int) - picture).mean() > 4, "the network changes nothing: the comparison says nothing"


def bytes_of(package: Path) -> int:
    return sum(member.stat().st_size for member in package.rglob("*") if member.is_file())


@pytest.mark.slow
def test_weights_in_8_bits_are_half_as_large_and_agree(exported: Path, checkpoint: Path, tmp_path: Path):
    folder = export(checkpoint, tmp_path / "small", "--coreml-int8")

    package = folder / "model.mlpackage"
    assert bytes_of(package) < 0.6 * bytes_of(exported / "model.mlpackage")
    program = MilProgram(package)
    assert program.sizes == (LANDSCAPE, PORTRAIT)
    assert program.operators().keys().isdisjoint(FRAGMENTING)
    assert largest_difference(program, onnx_generate(folder / "model.onnx"), portrait()) < 1
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "weights in INT8" in card
    assert "--coreml-int8" in card


@pytest.mark.slow
def test_a_package_holds_what_apple_names_and_everybody_can_read_it(exported: Path):
    package = exported / "model.mlpackage"

    assert {path.name for path in package.iterdir()} == {"Data", "Manifest.json"}
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in package.rglob("*"))


@pytest.mark.slow
def test_the_program_has_nothing_that_fragments_it(exported: Path):
    operators = MilProgram(exported / "model.mlpackage").operators()

    assert operators.keys().isdisjoint(FRAGMENTING), operators
    assert operators["cast"] == 2, "pictures come and go in 32 bits, everything between is fp16"


@pytest.mark.slow
def test_input_and_output_are_pictures(exported: Path):
    import coremltools

    spec = coremltools.models.MLModel(str(exported / "model.mlpackage"), skip_model_load=True).get_spec()
    (taken,), (given,) = spec.description.input, spec.description.output

    assert (taken.name, given.name) == ("image", "toon")
    assert taken.type.WhichOneof("Type") == given.type.WhichOneof("Type") == "imageType"
    assert spec.WhichOneof("Type") == "mlProgram"
    assert spec.specificationVersion == 7  # macOS 13


@pytest.mark.slow
def test_another_size_is_refused_by_the_program(exported: Path):
    with pytest.raises(ExportFailed, match="256x160, 160x256"):
        MilProgram(exported / "model.mlpackage").run(np.zeros((64, 64, 3), np.uint8))


@pytest.mark.parametrize(("multiple", "preferred"), [(16, 512), (32, 512), (32, 256), (16, 80)])
def test_default_sizes_are_legal_and_of_every_shape(multiple: int, preferred: int):
    rule = SizeRule(minimum=64, multiple_of=multiple, preferred=max(64, preferred // multiple * multiple))

    sizes = package_sizes(rule)

    check_sizes(sizes, rule)
    assert max(max(size) for size in sizes) == rule.preferred
    assert {(height, width) for width, height in sizes} == set(sizes)
    assert (rule.preferred, rule.preferred) in sizes


def test_the_default_sizes_of_our_network():
    assert package_sizes(RULE) == ((512, 288), (288, 512), (512, 384), (384, 512), (512, 512))


@pytest.mark.parametrize(("size", "next_size"), [((500, 280), "512x288"), ((32, 32), "64x64")])
def test_a_size_the_rule_forbids_names_the_next(size: tuple[int, int], next_size: str, tmp_path: Path):
    with pytest.raises(SettingInvalid) as caught:
        write_coreml(nn.Identity(), tmp_path / "m.mlpackage", sizes=[(512, 288), size], rule=RULE)

    assert next_size in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--coreml", "--coreml-sizes", "100x64"], "100x64"),
        (["--coreml-sizes", "96x64"], "--coreml"),
        (["--coreml-int8"], "Add --coreml"),
        (["--coreml-eight-bits"], "--coreml-eight-bits is now called --coreml-int8."),
    ],
)
def test_sizes_that_cannot_be_are_refused_before_anything_is_written(
    options: list[str], said: str, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    output = tmp_path / "m"

    assert main(["export", "--checkpoint", str(checkpoint), "--output", str(output), *options]) == 2

    assert said in capsys.readouterr().err
    assert not output.exists()


def test_without_coremltools_the_extra_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "coremltools", None)
    nothing = str(tmp_path / "none.ckpt")

    assert main(["export", "--checkpoint", nothing, "--output", str(tmp_path / "m"), "--coreml"]) == 2

    assert "pip install -e '.[coreml]'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_an_operator_that_is_not_known_is_named(exported: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(mil.OPERATORS, "pixel_shuffle")

    with pytest.raises(ExportFailed, match="'pixel_shuffle'"):
        MilProgram(exported / "model.mlpackage").run(np.zeros((160, 256, 3), np.uint8))


@pytest.mark.slow
def test_a_package_that_differs_is_not_shipped(exported: Path):
    def inverted(images: Pictures) -> Pictures:
        return 255 - onnx_generate(exported / "model.onnx")(images)

    with pytest.raises(ExportFailed, match="differs"):
        proven(exported / "model.mlpackage", inverted, portrait(), hint="")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "darwin", reason="CoreML predicts on Apple's systems only")
def test_coreml_itself_agrees_with_onnx(exported: Path):
    manifest = read_manifest(exported)
    generator = CoreMlGenerator(exported / "model.mlpackage", manifest, precision="fp16")
    generate = onnx_generate(exported / "model.onnx")

    for size in (LANDSCAPE, PORTRAIT):
        picture = np.array(Image.fromarray(portrait()).resize(size))
        assert np.abs(generator.generate(picture).astype(int) - generate(picture[np.newaxis])[0]).mean() < 2
    generator.close()


class _Executed:
    """The program as the app's generator wants a loaded package."""

    def __init__(self, path: Path) -> None:
        self._program = MilProgram(path)
        self.sizes = self._program.sizes

    def predict(self, image: BgraImage) -> BgraImage:
        toon = self._program.run(np.ascontiguousarray(image[..., 2::-1]))
        return np.dstack([toon[..., ::-1], np.full(toon.shape[:2], 255, np.uint8)])

    def close(self) -> None:
        pass


@pytest.mark.slow
def test_the_bundled_package_draws_what_the_bundled_graph_draws():
    folder = bundled_models_dir() / "comic-hero"
    generator = CoreMlGenerator(
        folder / "model.mlpackage",
        read_manifest(folder),
        precision="fp16",
        open_model=lambda path, taken, given: _Executed(path),
    )
    photograph = np.asarray(Image.fromarray(portrait()).resize((640, 352)))

    toon = generator.generate(photograph).astype(int)

    assert np.abs(toon - photograph).mean() > 5
    assert np.abs(toon - onnx_generate(folder / "model_fp16.onnx")(photograph[np.newaxis])[0]).mean() < 0.5
    sample, expected = (np.asarray(Image.open(folder / name).convert("RGB")) for name in ("sample.png", "expected.png"))
    assert np.abs(generator.generate(sample).astype(int) - expected).mean() < 1.5
