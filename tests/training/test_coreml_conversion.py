"""Conversion to CoreML: networks of other makes do what PyTorch does, at every size, and do not fall into pieces."""

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional

from core.models.manifest import SizeRule
from support.coreml_packages import FRAGMENTING, RULE, Pictures, portrait
from training.export.coreml import package_sizes, write_coreml
from training.export.mil import MilProgram, largest_difference

pytest.importorskip("coremltools", reason="CoreML packages need the `coreml` extra")

# A conversion is seconds of work, which a busy machine stretches.
pytestmark = pytest.mark.timeout(600)


class SkipSized(nn.Module):
    """A decoder that enlarges to its skip connection's size, as many do."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.up = nn.Conv2d(8, 3, 3, padding=1)
        self.mode = mode

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        deep = functional.hardswish(self.down(image))
        return torch.sigmoid(self.up(functional.interpolate(deep, size=image.shape[2:], mode=self.mode)) + image)


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_enlarging_to_a_skip_connections_size_becomes_a_factor(mode: str, tmp_path: Path):
    torch.manual_seed(0)
    network = SkipSized(mode).eval()
    sizes = write_coreml(network, tmp_path / "m.mlpackage", sizes=((96, 64), (64, 96)), rule=RULE)
    program = MilProgram(tmp_path / "m.mlpackage")

    assert sizes == program.sizes == ((96, 64), (64, 96))
    assert program.operators()[f"upsample_{mode}{'_neighbor' * (mode == 'nearest')}"] == 1
    assert program.operators().keys().isdisjoint(FRAGMENTING)
    assert_agrees(network, program)


class WholePicture(nn.Module):
    """A context branch: one value for the whole picture, spread over it; its factor differs from size to size."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Conv2d(3, 3, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        context = functional.adaptive_avg_pool2d(self.mix(functional.max_pool2d(image, 2)), 1)
        return image * functional.interpolate(context, size=image.shape[2:], mode="bilinear", align_corners=True)


def test_a_network_that_must_know_its_size_gets_one(tmp_path: Path):
    torch.manual_seed(0)
    network = WholePicture().eval()

    sizes = write_coreml(network, tmp_path / "m.mlpackage", sizes=((96, 64), (64, 96)), rule=RULE)

    program = MilProgram(tmp_path / "m.mlpackage")
    assert sizes == program.sizes == ((96, 64),)
    assert program.operators().keys().isdisjoint(FRAGMENTING)
    assert_agrees(network, program)


def assert_agrees(network: nn.Module, program: MilProgram) -> None:
    """The program does what PyTorch does, at every size."""

    def generate(pictures: Pictures) -> Pictures:
        with torch.inference_mode():
            toon = network(torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255).clamp(0, 1) * 255
        return toon.round().to(torch.uint8).permute(0, 2, 3, 1).numpy()

    assert largest_difference(program, generate, portrait()) < 0.5


class Hard(nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return functional.hardswish(4 * image - 2) + functional.hardsigmoid(8 * image - 4)


def test_hard_activations_are_single_operators(tmp_path: Path):
    """MobileNetV3's; coremltools learnt them late, and split up they are slow."""
    write_coreml(Hard(), tmp_path / "m.mlpackage", sizes=((64, 64),), rule=RULE)

    program = MilProgram(tmp_path / "m.mlpackage")
    assert program.operators()["sigmoid_hard"] == 2
    assert_agrees(Hard(), program)


class Attention(nn.Module):
    """What encoders with transformers bring: products of matrices, soft-max, GELU and layer norms."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = nn.Conv2d(3, 16, 8, stride=8)
        self.norm = nn.LayerNorm(16)
        self.mix = nn.Linear(16, 48)
        self.back = nn.ConvTranspose2d(16, 3, 8, stride=8)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        features = self.tokens(image)
        rows = self.norm(features.flatten(2).transpose(1, 2))
        query, key, value = functional.gelu(self.mix(rows)).split(16, dim=-1)
        rows = torch.softmax(query @ key.transpose(1, 2) / 4, dim=-1) @ value
        return torch.sigmoid(self.back(rows.transpose(1, 2).reshape(features.shape)) + image)


class Pooled(nn.Module):
    """Every way to change a size, each with the padding and rounding that runtimes disagree on."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.InstanceNorm2d(12, affine=True)
        self.batch = nn.BatchNorm2d(12)
        nn.init.uniform_(self.batch.running_var, 0.5, 2)
        self.up = nn.ConvTranspose2d(12, 12, 4, stride=2, padding=1, groups=3)
        self.out = nn.Conv2d(12, 3, 3, dilation=2, padding=2, padding_mode="replicate")

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = functional.leaky_relu(self.norm(functional.pixel_unshuffle(image, 2)), 0.2)
        x = functional.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
        x = x + functional.max_pool2d(functional.silu(self.up(x)), 2, ceil_mode=True)
        x = functional.elu(self.batch(x)) + functional.relu6(x).mean((2, 3), keepdim=True)
        x = functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=True)
        x = functional.interpolate(x[:, :, 1:-1, ::1], scale_factor=2.0, mode="bilinear", align_corners=False)
        x = functional.pad(x, (0, 0, 2, 2), mode="reflect")
        return torch.tanh(self.out(x)).abs()


@pytest.mark.parametrize("kind", [Attention, Pooled])
def test_the_operators_of_other_networks_are_executed_as_pytorch_does(kind: type[nn.Module], tmp_path: Path):
    torch.manual_seed(0)
    network = kind().eval()
    write_coreml(network, tmp_path / "m.mlpackage", sizes=((96, 64),), rule=RULE)

    assert_agrees(network, MilProgram(tmp_path / "m.mlpackage"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Unet", "UnetPlusPlus"])
def test_zoo_networks_convert_for_every_size_and_agree(name: str, tmp_path: Path):
    import segmentation_models_pytorch as zoo

    torch.manual_seed(0)
    network = getattr(zoo, name)("tu-mobilenetv3_large_100", encoder_weights=None, classes=3).eval()
    rule = SizeRule(minimum=64, multiple_of=32, preferred=256)

    sizes = write_coreml(network, tmp_path / "m.mlpackage", sizes=package_sizes(rule), rule=rule)

    program = MilProgram(tmp_path / "m.mlpackage")
    assert len(sizes) == 5
    assert program.operators().keys().isdisjoint(FRAGMENTING)
    assert_agrees(network, program)
