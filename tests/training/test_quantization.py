"""Fake quantization against the INT8 file that it stands for."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from training.export.int8 import write_int8
from training.export.onnx_file import ImageGraph, onnx_generate, write_onnx
from training.networks.catalog import build_network
from training.networks.squeeze_unet import SqueezeUNet
from training.networks.u2net import U2Net
from training.quantization import FakeQuantized
from training.settings.network import NetworkConfig
from training.settings.weights import NONE


def _bold_network() -> SqueezeUNet:
    torch.manual_seed(0)
    network = SqueezeUNet(encoder_weights="none").eval()
    torch.nn.init.normal_(network.head.weight, std=0.3)
    return network


def _smooth(count: int) -> torch.Tensor:
    return functional.interpolate(torch.rand(count, 3, 8, 8), size=(128, 128), mode="bilinear")


@pytest.mark.slow
def test_it_errs_as_much_as_the_int8_file(tmp_path):
    network, photo = _bold_network(), _smooth(4)
    pictures = (photo * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    write_onnx(network, tmp_path / "fp32.onnx", multiple_of=32)
    write_int8(tmp_path / "fp32.onnx", tmp_path / "int8.onnx", photographs=pictures)
    with torch.inference_mode():
        exact = ImageGraph(network)(torch.from_numpy(pictures)).numpy().astype(float)
        rounded = ImageGraph(FakeQuantized(network))(torch.from_numpy(pictures)).numpy()
    file = onnx_generate(tmp_path / "int8.onnx")(pictures)

    simulated, real = (np.abs(toon - exact).mean() for toon in (rounded, file))

    assert real > 0.2
    assert 0.5 * real < simulated < 2 * real


def test_gradients_pass_fake_quantization_as_if_it_were_not_there():
    network, photo = _bold_network(), _smooth(1)

    gradients = []
    for graph in (network, FakeQuantized(network)):
        network.zero_grad()
        graph(photo).mean().backward()
        gradients.append(torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None]))

    assert functional.cosine_similarity(*gradients, dim=0) > 0.95


@pytest.mark.parametrize("architecture", ["pspnet", "upernet", "unetplusplus", "u2netp"])
def test_other_networks_can_be_trained_quantization_aware(architecture: str):
    network = FakeQuantized(build_network(NetworkConfig(architecture, "mobilenetv3_large_100", NONE)))

    toon = network(_smooth(2))
    toon.mean().backward()

    assert toon.shape == (2, 3, 128, 128)
    assert all(p.grad.isfinite().all() for p in network.parameters() if p.grad is not None)


def test_side_outputs_are_quantized_too_and_networks_without_have_none():
    network, photo = U2Net(small=True).eval(), _smooth(1)

    with torch.inference_mode():
        exact, quantized = network.side_outputs(photo), FakeQuantized(network).side_outputs(photo)

    assert len(quantized) == len(exact) == 7
    assert 0 < (torch.sigmoid(quantized[0]) - torch.sigmoid(exact[0])).abs().mean() < 0.1
    assert FakeQuantized(_bold_network()).side_outputs(photo) == ()


def test_nothing_outside_the_network_is_quantized():
    features = torch.rand(1, 8, 16, 16)
    FakeQuantized(_bold_network())(_smooth(1))

    assert torch.equal(functional.relu(features), features)
