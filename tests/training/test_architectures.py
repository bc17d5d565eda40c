"""Every family of networks: starts as it should, learns, and takes every size that the rule allows."""

import json

import pytest
import torch
from timm.layers.conv2d_same import Conv2dSame

from support.network_check import CHEAP, STEPS, check_network
from training.cli import main
from training.errors import SettingInvalid, UnknownName
from training.losses import Outputs, StylizationLoss
from training.networks.base import StyleNetwork
from training.networks.catalog import build_network
from training.networks.encoders import PUBLISHED, find_encoder, resolve_encoder
from training.networks.grid_mean import GridMean
from training.networks.soft_base import SoftBaseNetwork
from training.networks.static_same_padding import replace_same_convolutions
from training.networks.u2net import U2Net
from training.settings.loss import LossConfig
from training.settings.network import ARCHITECTURES, OWN, NetworkConfig


def built(architecture: str, encoder: str = "resnet18") -> StyleNetwork:
    return build_network(NetworkConfig(architecture, encoder, "none"))


def million_parameters(network: torch.nn.Module) -> float:
    return sum(parameter.numel() for parameter in network.parameters()) / 1e6


@pytest.mark.parametrize("architecture", ["squeeze_unet", "u2netp", "unetplusplus", "linknet"])
def test_a_step_backward_reaches_every_weight(architecture: str):
    network = built(architecture)
    photo = torch.rand(2, 3, 64, 96)

    toon = network(photo)
    (toon - 1).square().mean().backward()

    assert toon.shape == photo.shape
    untouched = [name for name, p in network.named_parameters() if p.grad is None]
    assert untouched == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("architecture", [*OWN, *ARCHITECTURES])
def test_every_architecture_trains_exports_and_agrees(architecture: str):
    check = check_network(NetworkConfig(architecture, "mobilenetv3_large_100", "none"))

    assert (check.error, check.passed) == ("", STEPS)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("encoder", PUBLISHED)
def test_every_published_encoder_trains_exports_and_agrees(encoder: str):
    checks = (check_network(NetworkConfig(architecture, encoder, "none")) for architecture in CHEAP)
    check = next(check for check in checks if "backward" in check.passed)

    assert (check.error, check.passed) == ("", STEPS)


@pytest.mark.parametrize("cells", [2, 3, 6])
def test_means_over_a_grid_are_those_of_the_pooling_they_replace(cells: int):
    for height, width in ((2, 2), (4, 6), (7, 13), (12, 5)):
        features = torch.rand(2, 3, height, width, requires_grad=True)
        wanted = torch.nn.AdaptiveAvgPool2d(cells)(features)

        torch.testing.assert_close(GridMean(cells)(features), wanted)


def test_no_pooling_to_a_grid_is_left_in_the_architectures_that_had_one():
    for architecture in ("pspnet", "upernet"):
        grids = sorted({layer.cells for layer in built(architecture).modules() if isinstance(layer, GridMean)})
        assert grids == [2, 3, 6]


@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (1, 2), (2, 1)])
def test_the_fixed_padding_is_what_every_picture_of_even_sides_gets(kernel: int, stride: int, dilation: int):
    same = Conv2dSame(4, 6, kernel, stride, dilation=dilation, groups=2)
    network = torch.nn.Sequential(same)
    features = torch.rand(2, 4, 8, 14)
    wanted, names = network(features), set(network.state_dict())

    replace_same_convolutions(network)

    torch.testing.assert_close(network(features), wanted)
    assert not isinstance(network[0], Conv2dSame)
    assert set(network.state_dict()) == names


@pytest.mark.parametrize("architecture", ["squeeze_unet", "unet"])
def test_residual_networks_start_from_the_photograph(architecture: str):
    photo = torch.nn.functional.interpolate(torch.rand(1, 3, 4, 4), size=64, mode="bilinear")

    with torch.inference_mode():
        toon = built(architecture).eval()(photo)

    assert (toon - photo).abs().mean() < 0.1


def test_u2net_has_the_sizes_of_the_paper():
    assert million_parameters(U2Net(small=True)) == pytest.approx(1.13, abs=0.02)
    with torch.device("meta"):
        assert million_parameters(U2Net(small=False)) == pytest.approx(44.0, abs=0.1)


def test_the_sides_of_u2net_are_trained_together():
    network = U2Net(small=True)
    photo = torch.rand(1, 3, 64, 64)
    loss = StylizationLoss(LossConfig(pixel=0, feature=0, sides=1, network="squeezenet1_1", weights="none"))

    sides = network.side_outputs(photo)
    plain = sum(torch.nn.functional.binary_cross_entropy(torch.sigmoid(side), photo) for side in sides)

    assert [side.shape for side in sides] == [photo.shape] * 7
    torch.testing.assert_close(loss(Outputs(sides[0], sides), photo)["sides"], plain, rtol=1e-4, atol=0)


@pytest.mark.parametrize("architecture", ["squeeze_unet", "unet", "pspnet"])
def test_exaggeration_takes_the_lightness_of_the_change_further_and_leaves_its_colour(architecture: str):
    torch.manual_seed(0)
    network = built(architecture).eval()
    assert isinstance(network, SoftBaseNetwork)
    torch.nn.init.normal_(network.head.weight, std=0.1)
    photo = torch.rand(1, 3, 64, 96)
    luma = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    with torch.inference_mode():
        learned = network.change(photo)
        network.exaggerate(1.5)
        further = network.change(photo)

    lightness = (learned * luma).sum(1, keepdim=True)
    torch.testing.assert_close((further * luma).sum(1, keepdim=True), 1.5 * lightness, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(further - 1.5 * lightness, learned - lightness, atol=1e-4, rtol=1e-4)


def test_a_network_that_draws_the_whole_toon_has_no_change_to_exaggerate():
    with pytest.raises(SettingInvalid, match="cannot be used with this network"):
        built("u2netp").exaggerate(1.5)


def test_every_published_encoder_has_a_name_of_today():
    assert len(PUBLISHED) == 105
    assert [name for name in PUBLISHED if find_encoder(name) is None] == []
    assert resolve_encoder("mobilenetv3_large_100") == "tu-mobilenetv3_large_100"
    assert resolve_encoder("mobilenetv3_small_minimal_100") == "tu-tf_mobilenetv3_small_minimal_100"
    assert resolve_encoder("resnet18") == "resnet18"


def test_an_unknown_encoder_names_those_spelled_alike():
    with pytest.raises(UnknownName) as caught:
        resolve_encoder("mobilenetv3_large_1000")
    assert "mobilenetv3_large_100" in caught.value.hint


def test_an_encoder_that_does_not_fit_is_refused():
    with pytest.raises(SettingInvalid, match="does not go with"):
        built("unetplusplus", "mit_b0")


def test_zoo_lists_them_as_data(capsys):
    assert main(["zoo", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {item["name"] for item in listed["architectures"]} >= {"unetplusplus", "u2net", "squeeze_unet"}
    assert len(listed["encoders"]) == 105

    assert main(["zoo"]) == 0
    assert "tu-mobilenetv3_large_100" in capsys.readouterr().out
